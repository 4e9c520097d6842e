"""Writing files whole or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from sm_lint.workspace import write
from sm_lint.workspace.write import replace_content, replace_file, write_output

posix = pytest.mark.skipif(os.name != "posix", reason="pipes, descriptors and modes of POSIX")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file(tmp_path: Path) -> None:
    write_output(str(tmp_path / "new" / "report.txt"), b"text")
    assert (tmp_path / "new" / "report.txt").read_bytes() == b"text"
    assert names(tmp_path / "new") == ["report.txt"]


@posix
def test_the_mode_of_a_file_stays_and_that_of_a_new_one_follows_the_mask(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(b"1")
    old.chmod(0o640)
    mask = os.umask(0o027)
    try:
        replace_content(str(old), b"2")
        replace_content(str(new), b"2")
    finally:
        os.umask(mask)
    assert old.read_bytes() == b"2"
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert stat.S_IMODE(new.stat().st_mode) == 0o640


@posix
@pytest.mark.parametrize("there", [True, False])
def test_a_link_goes_on_being_one(tmp_path: Path, there: bool) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    if there:
        target.write_bytes(b"1")
    link.symlink_to("target")
    write_output(str(link), b"2")
    assert link.is_symlink()
    assert target.read_bytes() == b"2"


@posix
def test_a_read_only_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report"
    path.write_bytes(b"1")
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write whatever its mode
    with pytest.raises(PermissionError):
        write_output(str(path), b"2")
    assert path.read_bytes() == b"1"


def test_a_folder_is_no_target(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        replace_content(str(tmp_path), b"2")
    assert names(tmp_path) == []


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_what_cannot_be_finished_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "report"
    path.write_bytes(b"1")
    monkeypatch.setattr(os, failing, fail)
    with pytest.raises(OSError, match="No space left"):
        write_output(str(path), b"2")
    assert path.read_bytes() == b"1"
    assert names(tmp_path) == ["report"]


def test_an_interruption_leaves_no_other_file(tmp_path: Path) -> None:
    def interrupt(temporary: str) -> None:
        assert Path(temporary).read_bytes() == b"2"
        raise KeyboardInterrupt

    path = tmp_path / "report"
    path.write_bytes(b"1")
    with pytest.raises(KeyboardInterrupt):
        replace_file(str(path), b"2", finish=interrupt)
    assert path.read_bytes() == b"1"
    assert names(tmp_path) == ["report"]


def test_a_file_that_cannot_be_renamed_over_is_written_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:  # as for a file that is mounted into a container by itself
        raise OSError(16, "Device or resource busy")

    path = tmp_path / "report"
    path.write_bytes(b"longer than before")
    monkeypatch.setattr(os, "replace", busy)
    write_output(str(path), b"2")
    assert path.read_bytes() == b"2"
    assert names(tmp_path) == ["report"]


@posix
def test_devices_are_written_to(tmp_path: Path) -> None:
    write_output("/dev/null", b"2")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    link = tmp_path / "link"
    link.symlink_to("/dev/null")
    write_output(str(link), b"2")
    assert link.is_symlink()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device that is always full")
def test_a_full_device_is_an_error() -> None:
    with pytest.raises(OSError, match="No space left"):
        write_output("/dev/full", b"2")
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)


@pytest.mark.skipif(not os.path.exists("/dev/fd/1"), reason="descriptors by name")
@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "link"])
def test_descriptors_share_their_offset(tmp_path: Path, name: str) -> None:
    """A report to a redirected standard output neither replaces the file nor writes over what is there."""
    (tmp_path / "link").symlink_to("/dev/stdout")
    out = tmp_path / "out"
    out.write_bytes(b"before\n")
    code = (
        "import os, sys\nfrom sm_lint.workspace.write import write_output\n"
        f"os.write(1, b'one\\n'); write_output({name!r}, b'two\\n'); os.write(1, b'three\\n')"
    )
    with out.open("ab") as stream:
        subprocess.run([sys.executable, "-c", code], stdout=stream, cwd=tmp_path, check=True, timeout=60)
    assert out.read_bytes() == b"before\none\ntwo\nthree\n"


@posix
def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    write_output(str(pipe), b"x" * 200_000)
    reader.join(timeout=30)
    assert read == [b"x" * 200_000]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@posix
def test_a_pipe_without_a_reader_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    monkeypatch.setattr(write, "MAX_WAIT", 0.1)
    with pytest.raises(OSError, match="nothing reads"):
        write_output(str(pipe), b"2")
