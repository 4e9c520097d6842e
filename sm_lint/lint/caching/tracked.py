"""Whether git tracks a cache folder, read from the index. A cache that comes with a repository cannot be trusted.

Git itself is not run, because a skipped run takes about 50 ms in all. The index is read only if it differs from the one
of the earlier run, and is searched as bytes before any entry is decoded.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection
from typing import TYPE_CHECKING

from sm_lint.workspace.identity import identity

if TYPE_CHECKING:
    from sm_lint.lint.caching.git_index import Seen

_MAX_POINTER = 4096


def tracking(directory: str, seen: Collection[Seen] = ()) -> tuple[str, tuple[Seen, ...]]:
    """Whether git tracks anything in a folder, or the folder as a submodule.

    Args:
        directory: absolute path of the folder.
        seen: states of indexes known not to track it. They may come from the folder itself: the author of a committed
            cache cannot know the inodes and times of an index on this machine.

    Returns:
        The reason why the folder counts as tracked, as the predicate of a sentence, or an empty string; and the states
            of
        indexes that do not track it, for the next run; the list may be incomplete.
    """
    found: list[Seen] = []
    real = os.path.realpath(directory)
    if os.path.lexists(os.path.join(real, ".git")):
        return "is a git repository of its own", ()
    folder = os.path.dirname(real)
    while True:
        index = _index_of(folder)
        if index is not None:
            name = os.path.relpath(real, folder).replace(os.sep, "/")
            status = _status(index)
            known = (index, *identity(status)) if status is not None else None
            if status is None or known in seen:
                reason = ""
            else:
                from sm_lint.lint.caching.git_index import look

                reason, known = look(index, name)
            if reason:
                return reason, ()
            if known is not None:
                found.append(known)
        parent = os.path.dirname(folder)
        if parent == folder:
            return "", tuple(found)
        folder = parent


def _status(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except (OSError, ValueError):
        return None


def _index_of(folder: str) -> str | None:
    """The index of the work tree whose root is a folder; None if the folder is not such a root."""
    pointer = os.path.join(folder, ".git")
    status = _status(pointer)
    if status is None:
        return None
    if stat.S_ISDIR(status.st_mode):
        return os.path.join(pointer, "index")
    # In a linked work tree or a submodule, `.git` is a file with one line, `gitdir: PATH`.
    from sm_lint.workspace.opening import read_with_status

    try:
        data, _ = read_with_status(pointer, _MAX_POINTER)
    except (OSError, ValueError):
        return None
    label, _, path = os.fsdecode(data).partition(":")
    path = path.strip()
    return os.path.join(folder, path, "index") if label == "gitdir" and path else None
