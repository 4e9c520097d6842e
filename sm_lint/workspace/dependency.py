"""Dependencies of a verdict: queries about other files, with their answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, get_args

from sm_lint.workspace.fingerprint import of_bytes

Question = Literal["content", "kind", "blank", "executable", "names", "folders", "without", "inside", "outside"]
QUESTIONS: frozenset[Question] = frozenset(get_args(Question))
OF_FOLDERS: frozenset[Question] = frozenset({"names", "folders", "without"})
"""Queries that are answered by listing a folder."""


class Dependency(NamedTuple):
    """One dependency of a verdict.

    Attributes:
        question: the kind of query.
        path: absolute path of the file or folder that was queried.
        answer: ``content``: hash of the bytes, None if they cannot be read. ``kind``: ``file``, ``folder`` or None.
            ``blank``: ``yes`` for a file that holds only white space, or None. ``executable``: ``yes`` for an
            executable file, or None. ``names``: hash of the names of a folder's entries. ``folders``: hash of the names
            of its subfolders. ``without``: top-level module names, separated by commas, that cannot be imported from a
            folder. ``inside``, ``outside``: the folder that a path is, or is not, inside of after symbolic links are
            resolved.
    """

    question: Question
    path: str
    answer: str | None


OWN_FOLDER = ".sm_lint_cache"
"""The usual name of the cache, which the first run adds to a folder."""


def digest_of_names(names: Iterable[str]) -> str:
    """Hash of what a folder holds besides the cache."""
    return of_bytes("\0".join(sorted(name for name in names if name != OWN_FOLDER)).encode("utf-8", "surrogatepass"))
