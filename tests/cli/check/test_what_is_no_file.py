"""Pipes, devices and folders in every place that a file is read from: an answer, and no waiting."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sm_lint.cli.main import cli

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")

Make = Callable[[Path], None]
MAKE: dict[str, Make] = {
    "pipe": os.mkfifo,
    "zero": lambda path: os.symlink("/dev/zero", path),
    "null": lambda path: os.symlink("/dev/null", path),
    "loop": lambda path: os.symlink(path, path),
    "large": lambda path: path.touch() or os.truncate(path, 1 << 33),
}
WHY = {
    "pipe": "it is no regular file",
    "zero": "it is no regular file",
    "null": "it is no regular file",
    "loop": "symbolic links",
    "large": "which is more than is looked at",
}


@pytest.fixture(autouse=True)
def bounds() -> Iterator[None]:
    """A minute and 2 GiB more than there are by now, for each test."""
    resource = pytest.importorskip("resource")

    def stop(*_: object) -> None:
        pytest.fail("still waiting after a minute")

    pages = int(Path("/proc/self/statm").read_text().split()[0]) if os.path.exists("/proc/self/statm") else 0
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(60)
    if pages and hard == resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + (2 << 30), hard))
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def lint(*arguments: str) -> Result:
    """Lint the project, in this process."""
    return CliRunner().invoke(cli, ["check", *(arguments or (".",)), "--output-format=concise", "-n"])


@pytest.fixture(params=MAKE)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text("import os\n")
    (tmp_path / "sm-lint.toml").write_text("")
    return tmp_path


@pytest.mark.parametrize("name", [".gitignore", ".ignore", ".git/info/exclude"])
def test_patterns(project: Path, name: str, kind: str) -> None:
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    MAKE[kind](project / name)
    done = lint()
    line, *_ = done.stdout.splitlines()
    assert line.startswith(
        f"{name}:1:1: error SMX901 [syntax-error] cannot be read, so its patterns leave nothing out: "
    ), done.stderr
    assert WHY[kind] in line
    assert done.exit_code == 1


def test_extended_configuration(project: Path, kind: str) -> None:
    MAKE[kind](project / "base.toml")
    (project / "sm-lint.toml").write_text('extend = "base.toml"\n')
    done = lint()
    assert "sm-lint.toml:1:10: error SMX907" in done.stdout, done.stderr
    assert WHY[kind] in done.stdout


def test_configuration_that_is_found(project: Path, kind: str) -> None:
    (project / "sm-lint.toml").unlink()
    MAKE[kind](project / "pyproject.toml")
    done = lint()
    # What is no regular file is no configuration file.
    if kind == "large":
        assert (
            "pyproject.toml:1:1: error SMX907 [invalid-configuration] cannot be read: larger than 4 MiB" in done.stdout
        )
    else:
        assert (done.exit_code, done.stderr) == (0, "")


def test_configuration_that_is_named(project: Path, kind: str) -> None:
    MAKE[kind](project / "other.toml")
    done = lint(".", "--config", "other.toml")
    assert WHY[kind] in done.stdout + done.stderr
    assert done.exit_code in (1, 2)


def test_contract_files(project: Path, kind: str) -> None:
    MAKE[kind](project / "contract.toml")
    (project / "sm-lint.toml").write_text('contract-files = ["contract.toml"]\n')
    done = lint()
    assert "SMX907" in done.stdout, done.stderr
    assert done.exit_code in (1, 2)


@pytest.mark.parametrize("by_flag", [False, True])
def test_baseline(project: Path, kind: str, by_flag: bool) -> None:
    MAKE[kind](project / "baseline.json")
    if not by_flag:
        (project / "sm-lint.toml").write_text('baseline = "baseline.json"\n')
    done = lint(".", *(["--baseline", "baseline.json"] if by_flag else []))
    assert done.exit_code == 2
    if not by_flag and "leads out of" in done.stdout:
        return  # a link to a device: the configuration may not name it in the first place
    assert "cannot read the baseline" in done.stderr
    assert WHY[kind] in done.stderr


def test_sources_and_what_they_lean_on(project: Path, kind: str) -> None:
    for name in ("b.py", "n.ipynb", "train", "requirements.txt", "module.py", "config.json", "other.ipynb"):
        MAKE[kind](project / name)
    (project / "a.py").write_text("import json, module\nconfig = json.load(open('config.json'))\nmodule.f(config)\n")
    done = lint(".", "b.py", "n.ipynb")
    assert "b.py:1:1: error SMX90" in done.stdout, done.stderr
    assert isinstance(done.exception, SystemExit)
    assert done.exit_code in (1, 2)


def test_a_report_to_a_pipe_that_nothing_reads_from(project: Path) -> None:
    os.mkfifo(project / "report.json")
    done = lint(".", "--output-format=json:report.json")
    assert done.exit_code == 2
    assert "cannot write" in done.stderr


@pytest.mark.slow
def test_a_report_to_a_pipe(project: Path) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading) as stream:
        done = subprocess.run(
            [sys.executable, "-m", "sm_lint", ".", f"--output-format=json:/dev/fd/{writing}"],
            check=False,
            cwd=project,
            pass_fds=[writing],
            timeout=60,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        os.close(writing)
        assert done.returncode == 0
        assert stream.read().strip() == "[]"


@pytest.mark.parametrize(
    "pattern", ["*a" * 12 + "b", "**/" * 12 + "b", "*[!b]" * 30 + "b", "/".join(["**", "*a*a"] * 12) + "/b"]
)
def test_patterns_that_are_slow_to_match_elsewhere(project: Path, pattern: str) -> None:
    (project / ".gitignore").write_text(f"{pattern}\n*.pyc\n")
    folder = project
    for _ in range(12):
        folder /= "aaaaaaaaaaaa"
    folder.mkdir(parents=True)
    (folder / f"{'a' * 200}.py").write_text("import os\n")
    assert lint().exit_code == 0
