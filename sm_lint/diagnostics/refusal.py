"""The reason why a folder is not used as a cache."""

from __future__ import annotations

from typing import NamedTuple


class Refusal(NamedTuple):
    """Why a folder is not used as a cache.

    Attributes:
        directory: absolute path of the folder.
        reason: the reason, as the predicate of a sentence: "is a symbolic link".
        hint: how to fix it.
        is_mistake: whether naming the folder is an error; False if it is only skipped because git tracks it.
    """

    directory: str
    reason: str
    hint: str
    is_mistake: bool = True

    def __str__(self) -> str:
        return f"{self.directory} {self.reason}; {self.hint}"
