"""Keywords that SDK v3 has another way for."""

from __future__ import annotations

from functools import cache

from sm_lint.sagemaker.data import load


@cache
def _changes() -> dict[tuple[str, str], str]:
    return {(entry["of"], entry["keyword"]): entry["instead"] for entry in load("sdk/changes")["change"]}


def instead_in_v3(of: str, keyword: str) -> str | None:
    """What v3 takes in place of a keyword of v2; None for a keyword that it takes, or that nothing is known of.

    Args:
        of: ``input`` or ``output`` of a processing job, or the name of a class.
        keyword: as it is written.
    """
    return _changes().get((of, keyword))
