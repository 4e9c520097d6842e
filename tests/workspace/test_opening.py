from __future__ import annotations

import ast
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sm_lint.workspace import opening
from sm_lint.workspace.opening import read_file, read_start, read_with_status

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (ROOT / "sm_lint", ROOT / "rules" / "sm_lint_rules")

# Modules that open files themselves, and what for.
OPENS = {
    "sm_lint/cli/streams.py": "opens the null device in the place of a closed stream",
    "sm_lint/config/plugins.py": "reads what an installer has recorded",
    "sm_lint/config/schema.py": "writes the schema; no part of a run",
    "sm_lint/workspace/write.py": "writes baselines, reports, the cache and what was fixed",
    "sm_lint/container/page.py": "reads data of the package",
    "sm_lint/policies/data.py": "reads data of the package",
    "sm_lint/preflight/operations.py": "reads data of the package",
    "sm_lint/pages/html.py": "reads data of the package",
    "sm_lint/report/page.py": "reads data of the package",
    **{
        f"sm_lint/pytest_container/{name}.py": "makes and reads the files of a test that runs a script; no part of a run"
        for name in (
            "inside/begin",
            "inside/files",
            "inside/layout",
            "inside/mounts",
            "inside/record",
            "inside/serve",
            "sample_files",
            "start",
        )
    },
    "sm_lint/evolution/kinds.py": "reads data of the package",
    "sm_lint/flow/machine/signatures.py": "reads data of the package",
    "sm_lint/graph/drawing/page.py": "reads data of the package",
    "sm_lint/graph/drawing/svg.py": "reads data of the package",
    "sm_lint/jobs/definition/sdk.py": "reads data of the package",
    "sm_lint/lint/linking/limits.py": "reads how much memory this process takes",
    "sm_lint/registry/catalogue.py": "writes the catalogue of rules; no part of a run",
    "sm_lint/workspace/opening.py": "is the way to open",
    "sm_lint/sagemaker/data.py": "reads data of the package",
    "sm_lint/sagemaker/sdk/framework_images.py": "reads data of the package",
    "sm_lint/sagemaker/sdk/image_table.py": "reads wheels and writes data of the package; no part of a run",
    "sm_lint/sagemaker/distributions/refresh.py": "reads pages of an index and writes data of the package; no part of a run",
    "sm_lint/sagemaker/image_contents/refresh.py": "reads checkouts and writes data of the package; no part of a run",
    "sm_lint/sagemaker/image_contents/resolution.py": "runs uv and keeps what it says for the refresh; no part of a run",
    "sm_lint/sagemaker/sdk/moves.py": "reads and writes data of the package",
    "sm_lint/sagemaker/sdk/old_keywords.py": "reads data of the package",
    "sm_lint/sagemaker/sdk/surface.py": "reads data of the package",
    "sm_lint/sagemaker/sdk/wheels.py": "reads wheels and writes data of the package; no part of a run",
    "sm_lint/sagemaker/api/requests.py": "reads data of the package",
    "sm_lint/sagemaker/api/refresh.py": "reads and writes data of the package; no part of a run",
    "sm_lint/testing.py": "reads and writes the cases of rules; no part of a run",
}
BUILTIN = {"open"}
METHODS = {"open", "fdopen", "open_code", "read_text", "read_bytes"}
OPENERS = {"io", "os", "codecs", "tokenize", "builtins", "gzip", "bz2", "lzma", "tempfile"}
MODULES = {"fileinput", "linecache", "mmap", "shelve", "sqlite3", "dbm", "zipfile", "tarfile", "configparser"}


def opened(tree: ast.AST) -> Iterator[str]:
    """What a module opens files with."""
    parameters = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in BUILTIN:
            if isinstance(node.ctx, ast.Load) and node.id not in parameters:
                yield node.id
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            yield node.func.attr
        elif isinstance(node, ast.Attribute) and node.attr in METHODS:
            # Facts have fields named `open`.
            if node.attr != "open" or (isinstance(node.value, ast.Name) and node.value.id in OPENERS):
                yield node.attr
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.partition(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if module.partition(".")[0] in MODULES:
                yield module
            if not module.startswith("sm_lint"):
                yield from (alias.name for alias in node.names if alias.name in BUILTIN | METHODS)


@pytest.mark.slow
def test_files_are_opened_in_one_place() -> None:
    found = {
        path.relative_to(ROOT).as_posix().removeprefix("rules/")
        for package in PACKAGES
        for path in package.rglob("*.py")
        if any(opened(ast.parse(path.read_text("utf-8"))))
    }
    assert found == set(OPENS)


@pytest.mark.parametrize(
    "source",
    [
        "open(path)",
        "io.open(path)",
        "os.open(path, 0)",
        "Path(path).read_text()",
        "read = path.read_bytes",
        "look = codecs.open",
        "from io import open as look",
        "from tokenize import open",
        "import linecache",
        "take(open, path)",
    ],
)
def test_the_guard_sees(source: str) -> None:
    assert any(opened(ast.parse(source)))


def test_regular_files(tmp_path: Path) -> None:
    path = str(tmp_path / "file")
    Path(path).write_bytes(b"0123456789")
    os.symlink(path, tmp_path / "link")
    assert read_file(path, 10) == read_file(str(tmp_path / "link"), 10) == b"0123456789"
    content, status = read_with_status(path, 100)
    assert (content, status.st_size) == (b"0123456789", 10)
    assert [read_start(path, size) for size in (0, 3, 10, 100)] == [b"", b"012", b"0123456789", b"0123456789"]


def test_a_file_that_is_larger_than_allowed(tmp_path: Path) -> None:
    path = str(tmp_path / "file")
    Path(path).write_bytes(b"0123456789")
    with pytest.raises(OSError, match="larger than 9 bytes, which is more than is looked at"):
        read_file(path, 9)
    os.truncate(path, 1 << 40)  # holds nothing but holes
    with pytest.raises(OSError, match="larger than 2 MiB"):
        read_file(path, 2 << 20)
    assert read_start(path, 4) == b"0123"


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"0")
    monkeypatch.setattr(opening.os, "read", lambda descriptor, size: b"1" * min(size, 1000))
    with pytest.raises(OSError, match="larger than 1 MiB"):
        read_file(str(tmp_path / "file"), 1 << 20)


def test_a_regular_file_that_would_have_to_be_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(descriptor: int, size: int) -> bytes:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    (tmp_path / "file").touch()
    monkeypatch.setattr(opening.os, "read", read)  # as /proc/kmsg does
    with pytest.raises(OSError, match="temporarily unavailable"):
        read_file(str(tmp_path / "file"), 10)


def make_pipe(path: str) -> None:
    os.mkfifo(path)


def make_socket(path: str) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        pytest.param(make_pipe, "it is no regular file", id="pipe"),
        pytest.param(make_socket, "it is no regular file", id="socket"),
        pytest.param(lambda path: os.symlink("/dev/zero", path), "it is no regular file", id="zero"),
        pytest.param(lambda path: os.symlink("/dev/null", path), "it is no regular file", id="null"),
        pytest.param(os.mkdir, "it is a folder", id="folder"),
        pytest.param(lambda path: os.symlink(path, path), "Too many levels of symbolic links", id="loop"),
        pytest.param(lambda path: None, "No such file or directory", id="nothing"),
    ],
)
def test_what_is_no_regular_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[str], None], reason: str
) -> None:
    monkeypatch.chdir(tmp_path)  # names of sockets are short
    make("it")
    for read in (read_file, read_start):
        with pytest.raises(OSError, match=reason):
            read("it", 10)


def test_names_that_no_file_has() -> None:
    for path, reason in (("a\0b", "null"), ("\ud800", "surrogates not allowed")):
        with pytest.raises(OSError, match=reason):
            read_file(path, 10)


def test_nothing_is_left_open(tmp_path: Path) -> None:
    make_pipe(str(tmp_path / "pipe"))
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    for path in (__file__, str(tmp_path), str(tmp_path / "pipe")):
        for limit in (1, 1 << 20):
            try:
                read_file(path, limit)
                read_start(path, limit)
            except OSError:
                pass
    if before:
        assert len(os.listdir("/proc/self/fd")) == before
