"""What a run writes when the disk is full, and over what it writes nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sm_lint.workspace.write import PREFIX
from tests.cli.conftest import PYPROJECT, Run

pytestmark = pytest.mark.slow

Result = subprocess.CompletedProcess[str]
FULL_BYTES = 64 << 10


def script(reads: int) -> str:
    """A script with so many findings."""
    lines = [f'pd.read_csv("/opt/ml/processing/inputs/{number}.csv")' for number in range(reads)]
    return "\n".join(["import os", "import pandas as pd", 'os.environ["REGION"]', *lines, ""])


@dataclass
class Disk:
    """A folder on a disk that has no room for large files after `fill`.

    Attributes:
        fill: leave so many bytes of room.
    """

    folder: Path
    fill: Callable[[int], None]
    limit: int | None = None

    def run(self, *arguments: str) -> Result:
        def confine() -> None:
            if self.limit is not None:
                import resource

                resource.setrlimit(resource.RLIMIT_FSIZE, (self.limit, self.limit))

        return subprocess.run(
            [sys.executable, "-m", "sm_lint", *arguments, *(() if arguments[0] == "graph" else ("-n",))],
            cwd=self.folder,
            preexec_fn=confine if self.limit is not None else None,
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
        )


@pytest.fixture(params=["limit", "tmpfs"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    """A small file system where one can be mounted, and a limit on the size of files everywhere."""
    if os.name != "posix":
        pytest.skip("limits and mounts of POSIX")
    folder = tmp_path / "disk"
    folder.mkdir()
    if request.param == "limit":
        disk = Disk(folder, lambda room: setattr(disk, "limit", room))
        yield disk
        return
    options = ["-t", "tmpfs", "-o", f"size={FULL_BYTES}", "tmpfs"]
    try:
        mounted = subprocess.run(["mount", *options, str(folder)], capture_output=True, timeout=30, check=False)
    except OSError:
        pytest.skip("there is no mount")
    if mounted.returncode:
        pytest.skip("may not mount")

    def fill(room: int) -> None:
        status = os.statvfs(folder)
        (folder / "filling").write_bytes(bytes(max(0, status.f_bavail * status.f_frsize - room)))

    try:
        yield Disk(folder, fill)
    finally:
        subprocess.run(["umount", "-l", str(folder)], timeout=30, check=True)


@pytest.fixture
def many(disk: Disk) -> Disk:
    (disk.folder / "pyproject.toml").write_text(PYPROJECT)
    (disk.folder / "preprocess.py").write_text(script(40))
    return disk


def left(folder: Path) -> list[str]:
    """Temporary files."""
    return [path.name for path in folder.iterdir() if path.name.startswith(PREFIX)]


def test_a_baseline(many: Disk) -> None:
    baseline = many.folder / "sm-lint-baseline.json"
    first = many.run("--write-baseline", ".")
    assert first.returncode == 0, first.stderr
    before = baseline.read_bytes()
    (many.folder / "preprocess.py").write_text(script(160))
    many.fill(8 << 10)
    failed = many.run("--write-baseline", ".")
    assert failed.returncode == 2
    assert "Error: cannot write the baseline" in failed.stderr
    assert "No space left" in failed.stderr or "File too large" in failed.stderr
    assert baseline.read_bytes() == before
    assert left(many.folder) == []
    again = many.run("--baseline", "sm-lint-baseline.json", ".")
    assert again.returncode == 1, again.stderr
    assert again.stdout.count("SMC001") == 120


@pytest.mark.parametrize("flags", [["--output-format", "json:report"], ["-o", "report", "--output-format", "sarif"]])
def test_a_report(many: Disk, flags: list[str]) -> None:
    report = many.folder / "report"
    there = flags[0] == "-o"
    if there:
        report.write_text("[]")
    many.fill(8 << 10)
    failed = many.run(*flags, ".")
    assert failed.returncode == 2
    assert "Error: cannot write" in failed.stderr
    assert "No space left" in failed.stderr or "File too large" in failed.stderr
    assert (report.read_text() == "[]") if there else not report.exists()
    assert left(many.folder) == []


def test_comments(many: Disk) -> None:
    path = many.folder / "preprocess.py"
    path.write_text(script(100))
    before = path.read_bytes()
    many.fill(4 << 10)
    failed = many.run("--add-noqa", ".")
    assert failed.returncode == 1, failed.stderr
    assert "not fixed: preprocess.py cannot be edited: " in failed.stderr
    assert "suppressed 0 findings in 0 files" in failed.stderr
    assert path.read_bytes() == before
    assert left(many.folder) == []


def test_a_graph(many: Disk) -> None:
    definition = {"Steps": [{"Name": f"step-{number}", "Type": "Training", "Arguments": {}} for number in range(9)]}
    (many.folder / "pipeline.json").write_text(json.dumps(definition))
    drawing = many.folder / "graph.html"
    drawing.write_text("old")
    many.fill(4 << 10)
    failed = many.run("graph", "--output-file", "graph.html", "pipeline.json")
    assert failed.returncode == 2, failed.stdout
    assert "Error: cannot write" in failed.stderr
    assert drawing.read_text() == "old"
    assert left(many.folder) == []


FOREIGN = {
    "key": "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n",
    "blank": " \n",
    "list": "[]",
    "package": '{"name": "a", "version": 2}',
    "other": '{"version": 1, "findings": [{"id": 3}]}',
    "conflict": '<<<<<<< ours\n{"version": 1, "findings": []}\n=======\n',
    "infinity": '{"version": 1, "findings": [{"path": "a", "code": "", "line": "", "count": Infinity}]}',
    "digits": '{"version": 1, "findings": [{"path": "a", "code": "", "line": "", "count": ' + "9" * 5000 + "}]}",
    "deep": "[" * 5000,
}


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_no_baseline_is_not_overwritten(bad: Path, sm_lint: Run, name: str) -> None:
    path = bad / "id_k"
    path.write_text(FOREIGN[name])
    result = sm_lint("--write-baseline", "--baseline", "id_k", ".")
    assert result.exit_code == 2
    assert "is no baseline" in result.stderr or "another version" in result.stderr
    assert "nothing was written over it" in result.stderr
    assert "PRIVATE" not in result.stderr
    assert path.read_text() == FOREIGN[name]
    used = sm_lint("--baseline", "id_k", ".")
    assert (used.exit_code, "is no baseline" in used.stderr or "another version" in used.stderr) == (2, True)


@pytest.mark.parametrize("content", [None, "", '{"version": 7, "findings": []}', '{"version": 1, "findings": []}'])
def test_a_baseline_is_written_anew(bad: Path, sm_lint: Run, content: str | None) -> None:
    path = bad / "known.json"
    if content is not None:
        path.write_text(content)
    assert sm_lint("--write-baseline", "--baseline", "known.json", ".").exit_code == 0
    assert [row["code"] for row in json.loads(path.read_text())["findings"]] == ["SMC001", "SMC005"]


@pytest.mark.skipif(not os.path.exists("/dev/fd/1"), reason="descriptors by name")
def test_reports_to_descriptors(bad: Path) -> None:
    """Two reports and the summary, one after the other, in a redirected standard output."""
    out = bad / "out.txt"
    with out.open("wb") as stream:
        arguments = ["-n", "--output-format", "json-lines:/dev/stdout", "preprocess.py"]
        subprocess.run([sys.executable, "-m", "sm_lint", *arguments], stdout=stream, check=False, timeout=120)
    lines = out.read_text().splitlines()
    assert [line.split()[2] for line in lines[:2]] == ["SMC005", "SMC001"]
    assert [json.loads(line)["code"] for line in lines[2:4]] == ["SMC005", "SMC001"]
    assert lines[4].startswith("Found 2 findings")
