"""What a file is beside its content stays, or the file does."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from sm_lint.workspace import overwrite as module
from sm_lint.workspace.overwrite import NotReplaceable, expect_replaceable, overwrite

posix = pytest.mark.skipif(sys.platform == "win32", reason="a matter of POSIX")
linux = pytest.mark.skipif(not hasattr(os, "setxattr"), reason="extended attributes of Linux")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "real.py"
    path.write_bytes(b"old")
    return path


@posix
@pytest.mark.parametrize("mode", [0o754, 0o600, 0o666, 0o4755, 0o220])
def test_mode_and_link_stay(source: Path, mode: int) -> None:
    source.chmod(mode)
    link = source.with_name("link.py")
    link.symlink_to(source.name)
    overwrite(str(link), b"new")
    assert link.is_symlink()
    assert stat.S_IMODE(source.stat().st_mode) == mode
    source.chmod(0o600)
    assert source.read_bytes() == b"new"
    assert sorted(os.listdir(source.parent)) == ["link.py", "real.py"]


@posix
@pytest.mark.parametrize("mode", [0o444, 0o555, 0o400])
def test_a_read_only_file_is_not_written_by_root_either(source: Path, mode: int) -> None:
    source.chmod(mode)
    with pytest.raises(NotReplaceable, match="read-only"):
        overwrite(str(source), b"new")
    assert source.read_bytes() == b"old"
    assert os.listdir(source.parent) == ["real.py"]


def test_hard_links_are_not_cut(source: Path) -> None:
    other = source.with_name("other.py")
    os.link(source, other)
    with pytest.raises(NotReplaceable, match="2 hard links"):
        overwrite(str(source), b"new")
    assert (source.read_bytes(), other.read_bytes()) == (b"old", b"old")
    other.unlink()
    overwrite(str(source), b"new")
    assert source.read_bytes() == b"new"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotReplaceable, match="no regular file"):
        expect_replaceable(str(tmp_path))
    with pytest.raises(FileNotFoundError):
        overwrite(str(tmp_path / "gone.py"), b"")
    assert os.listdir(tmp_path) == []


@posix
def test_the_owner_stays(source: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may give files away")
    os.chown(source, 1234, 4321)
    source.chmod(0o4750)
    overwrite(str(source), b"new")
    status = source.stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (1234, 4321, 0o4750)


@posix
@pytest.mark.parametrize(("user", "group", "said"), [(7, 0, "owner"), (0, 7, "group")])
def test_an_owner_that_cannot_be_kept(
    source: Path, monkeypatch: pytest.MonkeyPatch, user: int, group: int, said: str
) -> None:
    def refuse(path: str, uid: int, gid: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    status = os.stat(source)
    fields = list(status)
    fields[4], fields[5] = status.st_uid + user, status.st_gid + group
    monkeypatch.setattr(module.os, "chown", refuse)
    with pytest.raises(NotReplaceable, match=f"its {said} cannot be kept"):
        module._copy_owner(str(source), os.stat_result(fields))


def with_attribute(path: Path, name: str, value: bytes) -> None:
    try:
        os.setxattr(path, name, value)
    except OSError:
        pytest.skip("the file system takes no such attribute")


@linux
def test_extended_attributes_stay(source: Path) -> None:
    with_attribute(source, "user.note", b"\x00mine")
    with_attribute(source, "user.empty", b"")
    overwrite(str(source), b"new")
    assert os.getxattr(source, "user.note") == b"\x00mine"
    assert os.getxattr(source, "user.empty") == b""


@linux
def test_attributes_that_cannot_be_kept(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_attribute(source, "user.note", b"mine")

    def refuse(path: str, name: str, value: bytes = b"") -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(module.os, "setxattr", refuse)
    with pytest.raises(NotReplaceable, match=r"extended attribute user\.note cannot be kept"):
        overwrite(str(source), b"new")
    assert source.read_bytes() == b"old"
    assert os.listdir(source.parent) == ["real.py"]


# user::rw-, user:1234:rw-, group::r--, mask::rw-, other::r--
ACCESS_LIST = bytes.fromhex(
    "02000000 0100 0600 ffffffff 0200 0600 d2040000 0400 0400 ffffffff 1000 0600 ffffffff 2000 0400 ffffffff"
)


@linux
def test_access_control_lists_stay_and_those_of_the_folder_are_not_added(source: Path) -> None:
    with_attribute(source, "system.posix_acl_access", ACCESS_LIST)
    plain = source.with_name("plain.py")
    plain.write_bytes(b"old")
    with_attribute(source.parent, "system.posix_acl_default", ACCESS_LIST)
    overwrite(str(source), b"new")
    assert os.getxattr(source, "system.posix_acl_access") == ACCESS_LIST
    overwrite(str(plain), b"new")
    assert "system.posix_acl_access" not in os.listxattr(plain)


def test_what_a_killed_run_leaves_behind_is_no_source(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.os, "replace", lambda *paths: os._exit(9))
    if not hasattr(os, "fork"):
        pytest.skip("needs fork")
    child = os.fork()
    if child == 0:
        overwrite(str(source), b"new")
    os.waitpid(child, 0)
    names = sorted(os.listdir(source.parent))
    assert len(names) == 2
    assert names[0].startswith(".sm-lint-")
    assert names[0].endswith(".tmp")
    assert source.read_bytes() == b"old"
    assert not names[0].endswith((".py", ".ipynb", ".toml", ".json"))
