"""What a verdict rests on: questions about other files, with the answers that they had."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, get_args

from sm_lint.workspace.fingerprint import of_bytes

Question = Literal["content", "kind", "blank", "executable", "names", "folders", "without", "inside", "outside"]
QUESTIONS: frozenset[Question] = frozenset(get_args(Question))
OF_FOLDERS: frozenset[Question] = frozenset({"names", "folders", "without"})
"""Questions that are answered by listing a folder."""


class Dependency(NamedTuple):
    """Something that a verdict rests on.

    Attributes:
        question: what was asked.
        path: absolute path of the file or folder that it was asked of.
        answer: ``content``: hash of the bytes, None where they cannot be had. ``kind``: ``file``, ``folder`` or None.
            ``blank``: ``yes`` for a file of nothing but white space, or None. ``executable``: ``yes`` for a file that may be
            run, or None. ``names``: hash of what a folder holds.
            ``folders``: hash of the names of the folders in it. ``without``: modules by their first name, with commas
            between, that cannot be imported from a folder. ``inside``, ``outside``: the folder that a path lies in, or
            does not lie in, once links are followed.
    """

    question: Question
    path: str
    answer: str | None


OWN_FOLDER = ".sm_lint_cache"
"""The usual name of the cache, which the first run adds to a folder."""


def digest_of_names(names: Iterable[str]) -> str:
    """Hash of what a folder holds besides the cache."""
    return of_bytes("\0".join(sorted(name for name in names if name != OWN_FOLDER)).encode("utf-8", "surrogatepass"))
