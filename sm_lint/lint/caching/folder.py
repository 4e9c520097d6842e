"""The cache folder on disk: which folder may be one, and how it is read.

A path comes from a configuration file or a flag, so it may be any folder of the machine. A folder counts as a cache
where it holds nothing, or the tag that :mod:`sm_lint.lint.caching.upkeep` puts into a new one. In such a folder only files whose names
follow the layout below are deleted, and folders only when they are empty::

    CACHEDIR.TAG, .gitignore
    <version>/<32 hex digits>.<table>.jsonl
    <version>/.writing-<16 hex digits>          a file that is not renamed to its name yet

Links are not followed below the folder, and the folder itself may not be one.
"""

from __future__ import annotations

import os
import re
import stat

from sm_lint.workspace.dependency import OWN_FOLDER
from sm_lint.workspace.opening import read_file

DIRECTORY = OWN_FOLDER
MAX_BYTES = 128 << 20
"""A larger file is neither read nor written; 100,000 files take some 50 MiB."""

TAG = "CACHEDIR.TAG"
TAG_BYTES = b"""Signature: 8a477f597d28d172789f06886806bc55
# This file is a cache directory tag created by sm-lint.
# For information about cache directory tags, see https://bford.info/cachedir/
"""
# What makes a tag one of sm-lint: every tool writes the first line, so the second one counts as well.
_TAG_LINES = TAG_BYTES.splitlines()[:2]
_MAX_TAG = 4096
IGNORE = ".gitignore"
IGNORE_BYTES = b"# Written by sm-lint.\n*\n"
WRITING = r"\.writing-[0-9a-f]{16}"


def reason_against(directory: str) -> str:
    """What is wrong with a folder as a cache, as the predicate of a sentence; an empty string where it may be used.

    One that is not there yet may be. What comes with a repository that git tracks is not looked at here.

    Args:
        directory: absolute path.
    """
    try:
        status = os.lstat(directory)
    except (OSError, ValueError):
        return ""  # nothing to lose is there; that nothing can be written is no mistake either
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
        return ""  # `clean` of another process
    except OSError as error:
        return f"cannot be looked into: {error.strerror or error}"
    return f"is not empty and holds no {TAG} of sm-lint, so it is not a cache of sm-lint"


def read(path: str) -> bytes | None:
    """Content of a file; None where there is no regular file, it cannot be read or is too large."""
    return _read(path, MAX_BYTES)


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


def has_tag(directory: str) -> bool:
    """Does the folder hold the tag of sm-lint?"""
    tag = _read(os.path.join(directory, TAG), _MAX_TAG)
    return tag is not None and tag.splitlines()[:2] == _TAG_LINES


def is_own_ignore(directory: str) -> bool:
    """Is the .gitignore of the folder the one that sm-lint writes?"""
    return _read(os.path.join(directory, IGNORE), _MAX_TAG) == IGNORE_BYTES


def _is_blank(directory: str) -> bool:
    """Does the folder hold nothing, or what a run has put there that is about to write the tag?"""
    for name in os.listdir(directory):
        if not re.fullmatch(WRITING, name) and not (name == IGNORE and is_own_ignore(directory)):
            return has_tag(directory)  # which another run may have written by now
    return True
