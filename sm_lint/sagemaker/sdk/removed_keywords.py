"""Keywords of v1 of the SageMaker Python SDK that v2 takes and does nothing with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from sm_lint.sagemaker.data import load


@dataclass(frozen=True, slots=True)
class RemovedKeyword:
    """One of them.

    Attributes:
        instead: the keyword of the same call that does it now.
        reason: why the old one does nothing, in messages.
    """

    instead: str
    reason: str


def removed_keyword(of: Collection[str], call: str, keyword: str) -> RemovedKeyword | None:
    """What became of a keyword; None where it was not removed.

    Args:
        of: names of the class and of those that it inherits from.
        call: last part of the name of what is called.
    """
    return next(
        (found for names, calls, name, found in _keywords() if name == keyword and call in calls and names & {*of}),
        None,
    )


@cache
def _keywords() -> tuple[tuple[frozenset[str], frozenset[str], str, RemovedKeyword], ...]:
    return tuple(
        (frozenset(row["of"]), frozenset(row["calls"]), row["name"], RemovedKeyword(row["instead"], row["reason"]))
        for row in load("sdk/removed_keywords")["keyword"]
    )
