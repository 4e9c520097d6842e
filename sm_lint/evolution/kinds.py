"""The kinds of changes of a contract, each with its code: data in ``changes/*.toml``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from sm_lint.contracts.versions import Bump
from sm_lint.links import DOCUMENTATION

Category = Literal["source", "run", "data"]
Severity = Literal["error", "warning", "info"]

CATEGORIES: tuple[Category, ...] = get_args(Category)
PAGE = "contract-changes"
_FILES = ("contracts", "places", "settings", "launches")


@dataclass(frozen=True, slots=True)
class ChangeKind:
    """A kind of change.

    Attributes:
        name: what it is called: ``choices-narrowed``.
        code: ``SMD858``; never used for another kind.
        category: ``source`` where what is written has to be edited, ``run`` where a launch fails, ``data`` where it runs
            and other data is made or found.
        severity: ``error`` for a breaking change, ``warning`` for one that may break something, ``info`` otherwise.
        bump: the part of the version that has to be raised.
        says: message with names of words in braces.
        reason: what happens.
        before, after: TOML of a contract before and after such a change.
    """

    name: str
    code: str
    category: Category
    severity: Severity
    bump: Bump
    says: str
    reason: str
    before: str
    after: str

    @property
    def url(self) -> str:
        """The page that explains it."""
        return f"{DOCUMENTATION}/{PAGE}/#{self.code.lower()}"


@cache
def kinds() -> Mapping[str, ChangeKind]:
    """Every kind by name, in the order of the codes within a file."""
    import tomli

    found: dict[str, ChangeKind] = {}
    for name in _FILES:
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "changes", f"{name}.toml"), "rb") as file:
            table = tomli.load(file)
        for key, entry in table.items():
            found[key] = ChangeKind(name=key, bump=Bump[entry.pop("bump").upper()], **entry)
    return found
