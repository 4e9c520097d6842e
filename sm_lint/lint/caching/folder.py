"""The cache folder on disk: which folders may be used, and how they are read.

The path comes from a configuration file or a flag, so it may be any folder of the machine. A folder counts as a cache
if it is empty or holds the tag that :mod:`sm_lint.lint.caching.upkeep` writes into a new one. In such a folder, only
files whose names follow the layout below are deleted, and folders only when they are empty::

    CACHEDIR.TAG, .gitignore
    <version>/<32 hex digits>.<table>.jsonl
    <version>/.writing-<16 hex digits>          a file that is not renamed to its name yet

Links below the folder are not followed, and the folder itself may not be a link.
"""

from __future__ import annotations

import os
import re
import stat

from sm_lint.workspace.dependency import OWN_FOLDER
from sm_lint.workspace.opening import read_file

DIRECTORY = OWN_FOLDER
MAX_BYTES = 128 << 20
"""Maximum size; a larger file is neither read nor written. 100,000 files take about 50 MiB."""

TAG = "CACHEDIR.TAG"
TAG_BYTES = b"""Signature: 8a477f597d28d172789f06886806bc55
# This file is a cache directory tag created by sm-lint.
# For information about cache directory tags, see https://bford.info/cachedir/
"""
# The lines that identify a tag of sm-lint: every tool writes the first line, so the second one is compared too.
_TAG_LINES = TAG_BYTES.splitlines()[:2]
_MAX_TAG = 4096
IGNORE = ".gitignore"
IGNORE_BYTES = b"# Written by sm-lint.\n*\n"
WRITING = r"\.writing-[0-9a-f]{16}"


def reason_against(directory: str) -> str:
    """Why a folder cannot be used as a cache, as the predicate of a sentence; empty if it can be used.

    A folder that does not exist yet can be used. Whether git tracks the folder is not checked here.

    Args:
        directory: absolute path.
    """
    try:
        status = os.lstat(directory)
    except (OSError, ValueError):
        return ""  # nothing can be lost there; a later failure to write is not a mistake either
    try:
        if is_link(status):
            return "is a symbolic link, which a cache may not be"
        if not stat.S_ISDIR(status.st_mode):
            return "is not a folder"
        if _is_foreign(directory, status):
            return "belongs to another user"
        if has_tag(directory) or _is_blank(directory):
            return ""
    except FileNotFoundError:
        return ""  # deleted by `clean` in another process
    except OSError as error:
        return f"cannot be looked into: {error.strerror or error}"
    return f"is not empty and holds no {TAG} of sm-lint, so it is not a cache of sm-lint"


def read(path: str) -> bytes | None:
    """The content of a file; None if it is not a regular file, cannot be read or is too large."""
    return _read(path, MAX_BYTES)


def is_folder(path: str) -> bool:
    """Whether there is a folder at a path that is not a link."""
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return False
    return stat.S_ISDIR(status.st_mode) and not is_link(status)


def is_link(status: os.stat_result) -> bool:
    """Whether the status is that of a symbolic link, or of its Windows equivalents (junctions)."""
    return stat.S_ISLNK(status.st_mode) or bool(getattr(status, "st_reparse_tag", 0))


def _is_foreign(directory: str, status: os.stat_result) -> bool:
    """Whether the folder belongs to another user than both its parent folder and this process.

    Any user can create entries in a folder such as /tmp, and those must not influence this process. In a container, the
    process often runs as another user than the owner of the files.
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


def has_tag(directory: str) -> bool:
    """Whether the folder holds the tag of sm-lint."""
    tag = _read(os.path.join(directory, TAG), _MAX_TAG)
    return tag is not None and tag.splitlines()[:2] == _TAG_LINES


def is_own_ignore(directory: str) -> bool:
    """Whether the .gitignore of the folder is the one that sm-lint writes."""
    return _read(os.path.join(directory, IGNORE), _MAX_TAG) == IGNORE_BYTES


def _is_blank(directory: str) -> bool:
    """Whether the folder is empty, or holds only what a concurrent run creates before it writes the tag."""
    for name in os.listdir(directory):
        if not re.fullmatch(WRITING, name) and not (name == IGNORE and is_own_ignore(directory)):
            return has_tag(directory)  # which a concurrent run may have written in between
    return True
