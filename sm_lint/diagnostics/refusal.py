"""Why a folder is not used as a cache."""

from __future__ import annotations

from typing import NamedTuple


class Refusal(NamedTuple):
    """Why a folder is not used as a cache.

    Attributes:
        directory: absolute path of the folder.
        reason: what is wrong with it, as the predicate of a sentence: "is a symbolic link".
        hint: what to do about it.
        is_mistake: to have named the folder is an error; False where it is only passed over, as git tracks it.
    """

    directory: str
    reason: str
    hint: str
    is_mistake: bool = True

    def __str__(self) -> str:
        return f"{self.directory} {self.reason}; {self.hint}"
