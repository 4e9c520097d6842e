"""The cache folder on disk: which folder may be one, and the few names in it that are ever written or deleted.

A path comes from a configuration file or a flag, so it may be any folder of the machine. A folder counts as a cache
where it holds nothing, or the tag that :func:`write` puts into a new one. In such a folder only files whose names
follow the layout below are deleted, and folders only when they are empty::

    CACHEDIR.TAG, .gitignore
    <version>/<32 hex digits>.<table>.jsonl
    <version>/.writing-<16 hex digits>          a file that is not renamed to its name yet

Links are not followed below the folder, and the folder itself may not be one.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import time
from typing import NamedTuple

from sm_lint.diagnostics.refusal import Refusal
from sm_lint.version import __version__
from sm_lint.workspace.opening import read_file
from sm_lint.workspace.write import replace_file

DIRECTORY = ".sm_lint_cache"
EXPIRY_DAYS = 30
MAX_BYTES = 128 << 20
"""A larger file is neither read nor written; 100,000 files take some 50 MiB."""

_DAY = 86_400
_WRITING_DAYS = 1
_TAG = "CACHEDIR.TAG"
_TAG_BYTES = b"""Signature: 8a477f597d28d172789f06886806bc55
# This file is a cache directory tag created by sm-lint.
# For information about cache directory tags, see https://bford.info/cachedir/
"""
# What makes a tag one of sm-lint: every tool writes the first line, so the second one counts as well.
_TAG_LINES = _TAG_BYTES.splitlines()[:2]
_MAX_TAG = 4096
_IGNORE = ".gitignore"
_IGNORE_BYTES = b"# Written by sm-lint.\n*\n"
_VERSION = re.compile(r"\d+\.\d[0-9A-Za-z.+-]*")
# Without a table and with `.json`: the form before the tables had one format.
_ENTRY = re.compile(r"[0-9a-f]{32}(?:\.[a-z]+)?\.jsonl?")
_WRITING = re.compile(r"\.writing-[0-9a-f]{16}")


class RefusedError(Exception):
    """A folder that is no cache folder; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


class Cleared(NamedTuple):
    """What came of clearing a folder.

    Attributes:
        found: was there a cache?
        kept: names in the folder that do not belong to the cache, sorted; the folder itself is kept with them.
    """

    found: bool
    kept: tuple[str, ...] = ()


def refusal(directory: str) -> Refusal | None:
    """Why a folder may not be used as a cache; None where it may, or is not there yet.

    Args:
        directory: absolute path.
    """
    try:
        status = os.lstat(directory)
    except (OSError, ValueError):
        return None  # nothing to lose is there; that nothing can be written is no mistake either
    try:
        if is_link(status):
            reason = "is a symbolic link, which a cache may not be"
        elif not stat.S_ISDIR(status.st_mode):
            reason = "is not a folder"
        elif _is_foreign(directory, status):
            reason = "belongs to another user"
        elif _has_tag(directory) or _is_blank(directory):
            return None
        else:
            reason = f"is not empty and holds no {_TAG} of sm-lint, so it is not a cache of sm-lint"
    except FileNotFoundError:
        return None  # `clean` of another process
    except OSError as error:
        reason = f"cannot be looked into: {error.strerror or error}"
    return Refusal(directory, reason, "name a folder that does not exist yet as `cache-dir`, or use --no-cache")


def read(path: str) -> bytes | None:
    """Content of a file; None where there is no regular file, it cannot be read or is too large."""
    return _read(path, MAX_BYTES)


def write(directory: str, name: str, data: bytes) -> None:
    """Write a file of this version in one step, and before it the folder with the marks that keep backups and git away.

    Args:
        directory: the cache folder.
        name: of the file; see the layout above.
        data: its content.

    Raises:
        RefusedError: the folder may not be used.
        OSError, ValueError: it cannot be written.
    """
    if len(data) > MAX_BYTES:
        raise OSError(f"it would be larger than {MAX_BYTES >> 20} MiB")
    _prepare(directory)
    folder = os.path.join(directory, __version__)
    with contextlib.suppress(FileExistsError):
        os.mkdir(folder)
    if not is_folder(folder):
        raise OSError(f"{folder} is not a folder")
    _replace(os.path.join(folder, name), data)


def clear(directory: str) -> Cleared:
    """Delete what belongs to the cache, and then the folders that are empty.

    Raises:
        RefusedError: the folder is no cache of sm-lint; nothing is deleted.
        OSError: something cannot be deleted.
    """
    refused = refusal(directory)
    if refused is not None:
        raise RefusedError(refused)
    try:
        names = os.listdir(directory)
    except FileNotFoundError:
        return Cleared(False)
    if not names:
        return Cleared(False)
    for folder in _version_folders(directory):
        _delete_entries(folder, None)
        _remove_if_empty(folder)
    _delete_entries(directory, None, top=True)
    if _is_own_ignore(directory):
        os.unlink(os.path.join(directory, _IGNORE))
    # The tag goes last, and stays where something is left: without it the folder could not be used again.
    kept = tuple(sorted(name for name in os.listdir(directory) if name != _TAG))
    if not kept:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(directory, _TAG))
        _remove_if_empty(directory)
    return Cleared(True, kept)


def expire(directory: str) -> None:
    """Delete entries that nothing was written to for a month, and the remains of interrupted runs.

    Raises:
        OSError: the folder cannot be listed.
    """
    if refusal(directory) is not None:
        return
    now = time.time()
    _delete_entries(directory, now, top=True)
    for folder in _version_folders(directory):
        _delete_entries(folder, now)
        if os.path.basename(folder) != __version__:
            _remove_if_empty(folder)


def is_folder(path: str) -> bool:
    """Is there a folder at a path, and no link to one?"""
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return False
    return stat.S_ISDIR(status.st_mode) and not is_link(status)


def is_link(status: os.stat_result) -> bool:
    """Is it the status of a symbolic link, or of what Windows has besides (junctions)?"""
    return stat.S_ISLNK(status.st_mode) or bool(getattr(status, "st_reparse_tag", 0))


def _is_foreign(directory: str, status: os.stat_result) -> bool:
    """Does the folder belong to another user than the folder that it is in, and than this process?

    A folder such as /tmp is everybody's: what another user puts there must not decide what this one is told. In a
    container the process often runs as another user than the one whose files it looks at.
    """
    if not hasattr(os, "geteuid"):
        return False
    known = (os.geteuid(), 0)
    return status.st_uid not in known and status.st_uid != os.stat(os.path.dirname(directory)).st_uid


def _read(path: str, limit: int) -> bytes | None:
    try:
        return read_file(path, limit, follow=False)
    except OSError:
        return None


def _has_tag(directory: str) -> bool:
    tag = _read(os.path.join(directory, _TAG), _MAX_TAG)
    return tag is not None and tag.splitlines()[:2] == _TAG_LINES


def _is_own_ignore(directory: str) -> bool:
    return _read(os.path.join(directory, _IGNORE), _MAX_TAG) == _IGNORE_BYTES


def _is_blank(directory: str) -> bool:
    """Does the folder hold nothing, or what a run has put there that is about to write the tag?"""
    for name in os.listdir(directory):
        if not _WRITING.fullmatch(name) and not (name == _IGNORE and _is_own_ignore(directory)):
            return _has_tag(directory)  # which another run may have written by now
    return True


def _prepare(directory: str) -> None:
    """Create the folder, and mark it unless it is marked.

    A folder that was there before gets no .gitignore, which would hide what is put there later; one with the usual name
    is a cache whoever created it.
    """
    refused = refusal(directory)
    if refused is not None:
        raise RefusedError(refused)
    if _has_tag(directory):
        return
    os.makedirs(os.path.dirname(directory), exist_ok=True)
    created = os.path.basename(directory) == DIRECTORY
    with contextlib.suppress(FileExistsError):
        os.mkdir(directory)
        created = True
    if created:
        _replace(os.path.join(directory, _IGNORE), _IGNORE_BYTES)
    # The tag is the last mark: a run that dies before it leaves a folder that the next one completes.
    _replace(os.path.join(directory, _TAG), _TAG_BYTES)


def _replace(path: str, data: bytes) -> None:
    # What a crash of the machine loses of a cache is computed again; waiting for the disk would slow every run.
    replace_file(path, data, mode=0o600, prefix=".writing-", sync=False)


def _version_folders(directory: str) -> list[str]:
    with os.scandir(directory) as entries:
        return [entry.path for entry in entries if _VERSION.fullmatch(entry.name) and is_folder(entry.path)]


def _delete_entries(folder: str, now: float | None, top: bool = False) -> None:
    """Delete files whose names are those of a cache.

    Args:
        folder: a folder of a version, or with `top` the cache folder, which holds no entries.
        now: leave what is younger than its term at this time, in seconds since the epoch; None deletes all.
        top: see `folder`.
    """
    with os.scandir(folder) as entries:
        found = list(entries)
    for entry in found:
        writing = _WRITING.fullmatch(entry.name) is not None
        if not writing and (top or not _ENTRY.fullmatch(entry.name)):
            continue
        with contextlib.suppress(FileNotFoundError):
            status = entry.stat(follow_symlinks=False)
            if not stat.S_ISREG(status.st_mode):
                continue
            days = _WRITING_DAYS if writing else EXPIRY_DAYS
            if now is None or status.st_mtime < now - days * _DAY:
                os.unlink(entry.path)


def _remove_if_empty(folder: str) -> None:
    with contextlib.suppress(OSError):
        os.rmdir(folder)
