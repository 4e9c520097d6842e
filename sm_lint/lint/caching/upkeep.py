"""What is written into the cache folder, and what is deleted there: files with the names of its layout, and empty folders.

The layout is that of :mod:`sm_lint.lint.caching.folder`.
"""

from __future__ import annotations

import contextlib
import os
import re
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
from sm_lint.version import __version__
from sm_lint.workspace.write import replace_file

EXPIRY_DAYS = 30
_WRITING_DAYS = 1
_DAY = 86_400
_VERSION = re.compile(r"\d+\.\d[0-9A-Za-z.+-]*")
# Without a table and with `.json`: the form before the tables had one format.
_ENTRY = re.compile(r"[0-9a-f]{32}(?:\.[a-z]+)?\.jsonl?")
_WRITING = re.compile(WRITING)


class Cleared(NamedTuple):
    """What came of clearing a folder.

    Attributes:
        found: was there a cache?
        kept: names in the folder that do not belong to the cache, sorted; the folder itself is kept with them.
    """

    found: bool
    kept: tuple[str, ...] = ()


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
    if is_own_ignore(directory):
        os.unlink(os.path.join(directory, IGNORE))
    # The tag goes last, and stays where something is left: without it the folder could not be used again.
    kept = tuple(sorted(name for name in os.listdir(directory) if name != TAG))
    if not kept:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(directory, TAG))
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


def _prepare(directory: str) -> None:
    """Create the folder, and mark it unless it is marked.

    A folder that was there before gets no .gitignore, which would hide what is put there later; one with the usual name
    is a cache whoever created it.
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
    # The tag is the last mark: a run that dies before it leaves a folder that the next one completes.
    _replace(os.path.join(directory, TAG), TAG_BYTES)


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
