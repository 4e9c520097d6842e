"""Writes and deletes in the cache folder: only files with the names of its layout, and empty folders.

:mod:`sm_lint.lint.caching.folder` describes the layout.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from typing import NamedTuple

from sm_lint.lint.caching.folder import (
    DIRECTORY,
    IGNORE,
    IGNORE_BYTES,
    MAX_BYTES,
    TAG,
    TAG_BYTES,
    WRITING,
    has_tag,
    is_folder,
    is_own_ignore,
)
from sm_lint.lint.caching.refusal import RefusedError, refusal
from sm_lint.patterns import regex
from sm_lint.version import __version__
from sm_lint.workspace.write import replace_file

EXPIRY_DAYS = 30
_WRITING_DAYS = 1
_DAY = 86_400
_VERSION = regex(r"\d+\.\d[0-9A-Za-z.+-]*")
# Names without a table and with `.json` belong to an older format.
_ENTRY = regex(r"[0-9a-f]{32}(?:\.[a-z]+)?\.jsonl?")
_WRITING = regex(WRITING)


class Cleared(NamedTuple):
    """The result of clearing a folder.

    Attributes:
        found: whether there was a cache.
        kept: names in the folder that do not belong to the cache, sorted; if there are any, the folder is kept.
    """

    found: bool
    kept: tuple[str, ...] = ()


def write(directory: str, name: str, data: bytes) -> None:
    """Write a file of this version atomically. The folder is first created and marked for backup tools and git.

    Args:
        directory: the cache folder.
        name: name of the file; see the layout above.
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
    """Delete the files of the cache, and then the folders that are empty.

    Raises:
        RefusedError: the folder is not a cache of sm-lint; nothing is deleted.
        OSError: a file cannot be deleted.
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
    if is_own_ignore(directory):
        os.unlink(os.path.join(directory, IGNORE))
    # The tag is deleted last, and kept if anything else remains: without it, the folder would be refused afterwards.
    kept = tuple(sorted(name for name in os.listdir(directory) if name != TAG))
    if not kept:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(directory, TAG))
        _remove_if_empty(directory)
    return Cleared(True, kept)


def expire(directory: str) -> None:
    """Delete entries that were not written to for 30 days, and the remains of interrupted runs.

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


def limit(directory: str, table: str, most: int) -> None:
    """Delete the oldest tables of one name beyond a number: some commands are given other paths each time.

    Args:
        directory: the cache folder.
        table: name of the table.
        most: number of tables that are kept.

    Raises:
        OSError: the folder cannot be listed.
    """
    found: list[tuple[int, str]] = []
    with os.scandir(os.path.join(directory, __version__)) as entries:
        for entry in entries:
            if entry.name.endswith(f".{table}.jsonl") and _ENTRY.fullmatch(entry.name):
                with contextlib.suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(status.st_mode):
                        found.append((status.st_mtime_ns, entry.path))
    for _, path in sorted(found, reverse=True)[most:]:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


def _prepare(directory: str) -> None:
    """Create the folder, and mark it unless it is marked already.

    A folder that existed before gets no .gitignore, which would hide files put there later. A folder with the default
    name is always a cache, whoever created it.
    """
    refused = refusal(directory)
    if refused is not None:
        raise RefusedError(refused)
    if has_tag(directory):
        return
    os.makedirs(os.path.dirname(directory), exist_ok=True)
    created = os.path.basename(directory) == DIRECTORY
    with contextlib.suppress(FileExistsError):
        os.mkdir(directory)
        created = True
    if created:
        _replace(os.path.join(directory, IGNORE), IGNORE_BYTES)
    # The tag is written last: if a run dies before, the next one completes the folder.
    _replace(os.path.join(directory, TAG), TAG_BYTES)


def _replace(path: str, data: bytes) -> None:
    # A cache lost in a system crash is recomputed; syncing to the disk would slow down every run.
    replace_file(path, data, mode=0o600, prefix=".writing-", sync=False)


def _version_folders(directory: str) -> list[str]:
    with os.scandir(directory) as entries:
        return [entry.path for entry in entries if _VERSION.fullmatch(entry.name) and is_folder(entry.path)]


def _delete_entries(folder: str, now: float | None, top: bool = False) -> None:
    """Delete files with the names of cache entries.

    Args:
        folder: a folder of a version, or with `top` the cache folder itself, which holds no entries.
        now: keep what has not expired at this time, in seconds since the epoch; None deletes everything.
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
