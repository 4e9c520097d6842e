"""Each way of Python to touch a file finds the container's files at their paths, with and without mounts."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sm_lint.pytest_container import Container

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the fixture needs POSIX paths")

DATA, OUT = "/opt/ml/processing/input/data", "/opt/ml/processing/output"

READS = {
    "open": "open(DATA + '/a.csv').read()",
    "bytes": "open((DATA + '/a.csv').encode()).read()",
    "io.open": "__import__('io').open(DATA + '/a.csv').read()",
    "os.open": "os.read(os.open(DATA + '/a.csv', os.O_RDONLY), 99).decode()",
    "pathlib": "pathlib.Path(DATA, 'a.csv').read_text()",
    "pathlib.open": "(pathlib.Path(DATA) / 'a.csv').open().read()",
    "glob": "open(__import__('glob').glob(DATA + '/*.csv')[0]).read()",
    "rglob": "next(pathlib.Path('/opt/ml/processing').rglob('a.csv')).read_text()",
    "iterdir": "next(pathlib.Path(DATA).iterdir()).read_text()",
    "walk": "[open(os.path.join(top, name)).read() for top, _, names in os.walk(DATA) for name in names][0]",
    "listdir": "open(os.path.join(DATA, os.listdir(DATA)[0])).read()",
    "scandir": "[open(entry).read() for entry in os.scandir(DATA) if entry.is_file()][0]",
    "scandir path": "[open(entry.path).read() for entry in os.scandir(DATA)][0]",
    "chdir": "(os.chdir(DATA), open('a.csv').read())[1]",
    "dots": "open('/opt/ml/model/../processing/./input//data/a.csv').read()",
    "file descriptor": "open(os.open('a.csv', os.O_RDONLY, dir_fd=os.open(DATA, os.O_RDONLY))).read()",
    "realpath": "open(os.path.realpath(DATA + '/a.csv')).read()",
    "link": "(os.symlink(DATA + '/a.csv', '/tmp/link'), open(os.readlink('/tmp/link')).read())[1]",
    "link followed": "(os.symlink(DATA + '/a.csv', '/tmp/link2'), open('/tmp/link2').read())[1]",
    "fileinput": "''.join(__import__('fileinput').input(DATA + '/a.csv'))",
    "linecache": "''.join(__import__('linecache').getlines(DATA + '/a.csv'))",
    "copy": "(shutil.copy(DATA + '/a.csv', '/tmp/copied.csv'), open('/tmp/copied.csv').read())[1]",
    "copytree": "(shutil.copytree(DATA, '/tmp/tree'), open('/tmp/tree/a.csv').read())[1]",
    "tempfile": "(lambda t: (shutil.copy(DATA + '/a.csv', t.name), open(t.name).read())[1])(__import__('tempfile').NamedTemporaryFile())",
    "gzip": "(__import__('gzip').open('/tmp/a.gz', 'wt').write(open(DATA + '/a.csv').read()), __import__('gc').collect(), __import__('gzip').open('/tmp/a.gz', 'rt').read())[2]",
    "subprocess": "subprocess.run(['cat', DATA + '/a.csv'], capture_output=True, text=True).stdout",
    "shell": "subprocess.run('cat ' + DATA + '/a.csv', shell=True, capture_output=True, text=True).stdout",
    "cwd of a program": "subprocess.run(['cat', 'a.csv'], cwd=DATA, capture_output=True, text=True).stdout",
    "python": "subprocess.run([sys.executable, '-c', f'print(open({DATA!r} + \"/a.csv\").read(), end=\"\")'], capture_output=True, text=True).stdout",
}
CALLS = "\n".join(f"    results[{name!r}] = attempt(lambda: {call})" for name, call in READS.items())
READING = f"""
import json, os, pathlib, shutil, subprocess, sys
DATA = {DATA!r}
results = {{}}

def attempt(call):
    try:
        return call()
    except BaseException as error:
        return f"{{type(error).__name__}}: {{error}}"

def main():
{CALLS}
    with open({OUT!r} + "/results.json", "w") as stream:
        json.dump(results, stream)

main()
"""
WRITING = """
import os, pathlib, shutil, sqlite3, tarfile, zipfile, pickle
OUT = pathlib.Path("/opt/ml/processing/output")
(OUT / "text.txt").write_text("x")
(OUT / "sub" / "deep").mkdir(parents=True)
with open(OUT / "sub" / "deep" / "file.bin", "wb") as stream:
    pickle.dump([1], stream)
with tarfile.open(OUT / "archive.tar.gz", "w:gz") as tar:
    tar.add(OUT / "text.txt", arcname="text.txt")
with zipfile.ZipFile(OUT / "archive.zip", "w") as archive:
    archive.write(OUT / "text.txt", "text.txt")
(OUT / "old.txt").write_text("x")
os.rename(OUT / "old.txt", OUT / "new.txt")
os.replace(OUT / "new.txt", OUT / "newest.txt")
shutil.move("/opt/ml/processing/output/newest.txt", "/opt/ml/processing/output/moved.txt")
shutil.make_archive("/opt/ml/processing/output/made", "zip", "/opt/ml/processing/input/data")
(OUT / "gone.txt").touch()
(OUT / "gone.txt").unlink()
(OUT / "folder").mkdir()
(OUT / "folder" / "x").touch()
shutil.rmtree(OUT / "folder")
os.chdir(OUT)
open("relative.txt", "w").write("x")
assert os.getcwd() == "/opt/ml/processing/output", os.getcwd()
assert pathlib.Path.cwd() == OUT and pathlib.Path("relative.txt").resolve() == OUT / "relative.txt"
assert sorted(os.listdir()) == sorted(entry.name for entry in os.scandir())
assert not os.path.exists("/opt/ml/model"), "a training job's folder"
"""


@pytest.mark.parametrize("mounts", [True, False])
def test_reads(job: Container, script, mounts: bool) -> None:
    import json

    job.mounts = mounts
    run = job.run(script(READING))
    assert run.succeeded, run.report()
    results = json.loads(job.path(f"{OUT}/results.json").read_text())
    assert results == dict.fromkeys(READS, "x,y\n1,0\n2,1\n")
    assert f"{DATA}/a.csv" in run.reads
    assert run.writes[0] == f"{OUT}/results.json"


@pytest.mark.parametrize("mounts", [True, False])
def test_writes(job: Container, script, mounts: bool) -> None:
    job.mounts = mounts
    run = job.run(script(WRITING))
    assert run.succeeded, run.report()
    assert run.files(OUT) == [
        "archive.tar.gz",
        "archive.zip",
        "made.zip",
        "moved.txt",
        "relative.txt",
        "sub/deep/file.bin",
        "text.txt",
    ]
    assert not [problem for problem in run.problems if problem.code != "SMC005"]


def test_without_mounts_c_readers_do_not_find_the_files(job: Container, script) -> None:
    """What the documentation says of readers that open files themselves."""
    text = f"import sqlite3\nsqlite3.connect({OUT!r} + '/a.db').execute('create table t (x)')\n"
    run = job.run(script(text))
    if not run.mounts:
        pytest.skip("no mount namespaces here")
    assert run.succeeded, run.report()
    assert run.files(OUT) == ["a.db"]


POOL = """
import multiprocessing
import sys

def copy(name):
    with open("/opt/ml/processing/input/data/a.csv") as source, open(f"/opt/ml/processing/output/{name}", "w") as target:
        target.write(source.read())

if __name__ == "__main__":
    with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
        pool.map(copy, ["one.csv", "two.csv"])
"""


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_worker_processes(job: Container, script, method: str) -> None:
    run = job.run(script(POOL), method)
    run.check()
    assert run.files(OUT) == ["one.csv", "two.csv"]


def _made_in(parent: str) -> str | None:
    try:
        return tempfile.mkdtemp(prefix=".sm-lint-place-", dir=parent)
    except OSError:
        return None


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder of the machine that is no temporary one, and from which nothing is imported.

    The tests' own folder will not do: it may be below a folder of `sys.path`, as that of an editable installation.
    """
    folder = next((made for parent in ("/srv", "/mnt", "/opt") if (made := _made_in(parent))), None)
    if folder is None:
        pytest.skip("there is no place for it that can be written to")
    yield Path(folder)
    shutil.rmtree(folder)


def test_nothing_of_the_machine_is_changed(job: Container, script, place: Path) -> None:
    mine = place / "mine.txt"
    mine.write_text("mine")
    text = f"""
import os, pathlib
mine = pathlib.Path({str(mine)!r})
with mine.open("a") as stream:
    stream.write(" changed")
assert mine.read_text() == "mine changed", mine.read_text()
mine.with_name("new.txt").write_text("new")
assert sorted(os.listdir(mine.parent)) >= ["mine.txt", "new.txt"]
open("/opt/ml/processing/output/x", "w").close()
os.chmod(mine, 0o600)
untouched = pathlib.Path({str(place / "other.txt")!r})
try:
    untouched.unlink()
except PermissionError:
    print("kept")
"""
    (place / "other.txt").write_text("other")
    mode = mine.stat().st_mode
    run = job.run(script(text))
    assert run.succeeded, run.report()
    assert (mine.read_text(), mine.stat().st_mode) == ("mine", mode)
    assert sorted(path.name for path in place.iterdir()) == ["mine.txt", "other.txt"]
    assert run.stdout == "kept\n"
    found = [problem.message for problem in run.problems if problem.code == "outside"]
    assert f"the script writes {mine} (job.py:4), outside of /opt/ml: it is lost when the job ends" in found


def test_what_is_unpacked_beside_the_script_is_not_lost(job: Container, script) -> None:
    text = """
import tarfile
with tarfile.open("/opt/ml/processing/input/data/model.tar.gz", "w:gz") as archive:
    for name in ("weights", "unread"):
        open(f"/tmp/{name}", "w").write("1")
        archive.add(f"/tmp/{name}", name)
with tarfile.open("/opt/ml/processing/input/data/model.tar.gz") as archive:
    archive.extractall(path=".")
print(open("weights").read())
open("result.txt", "w").write("2")
"""
    run = job.run(script(text))
    assert run.succeeded, run.report()
    found = [problem.message for problem in run.problems if problem.code == "outside"]
    assert len(found) == 1, found
    assert "result.txt (job.py:10), outside of /opt/ml: it is lost" in found[0]


def test_errors_name_the_container_path(job: Container, script) -> None:
    run = job.run(script("open('/opt/ml/processing/input/data/b.csv')"))
    missing = "FileNotFoundError: [Errno 2] No such file or directory: '/opt/ml/processing/input/data/b.csv'"
    assert run.exception == f"{missing} (job.py:1)"
    assert run.stderr.splitlines()[-1] == missing
    assert str(job.root) not in run.stderr
    assert "pytest_container" not in run.stderr


def test_read_only(job: Container, script) -> None:
    job.read_only = [OUT]
    run = job.run(script("open('/opt/ml/processing/output/x', 'w')"))
    assert run.exception == "PermissionError: [Errno 13] Permission denied: '/opt/ml/processing/output/x' (job.py:1)"
    assert run.files(OUT) == []


def test_modules_beside_the_script(job: Container, script) -> None:
    """A `ScriptProcessor` ships one file; a source folder is shipped whole."""
    script("VALUE = 3\n", "helper.py")
    path = script("import helper\nprint(helper.VALUE)\n")
    assert job.run(path).exception == "ModuleNotFoundError: No module named 'helper' (job.py:1)"
    assert job.run(path, source_dir=path.parent).stdout == "3\n"


def test_what_is_taken_over_from_the_machine(job: Container, script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("MY_OWN", "mine")
    run = job.run(script("import os\nprint(*map(os.environ.get, ['AWS_SECRET_ACCESS_KEY', 'MY_OWN']))"))
    assert run.stdout == "None None\n"
    assert run.variables == {"AWS_SECRET_ACCESS_KEY": False, "MY_OWN": False}


@pytest.mark.skipif(sys.platform != "linux", reason="wheels of the machine")
def test_arguments_and_file_names(job: Container, script) -> None:
    run = job.run(script("import sys, pathlib\nprint(sys.argv[1:], pathlib.Path(__file__).name)"), "--n", 3, "a b")
    assert run.stdout == "['--n', '3', 'a b'] job.py\n"
    assert run.words == ("job.py", "--n", "3", "a b")
