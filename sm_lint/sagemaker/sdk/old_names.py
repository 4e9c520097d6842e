"""Names of version 1 of the SDK."""

from __future__ import annotations

from functools import cache

from sm_lint.sagemaker.data import load


@cache
def _names() -> dict[str, str]:
    return {entry["name"]: entry["instead"] for entry in load("sdk/old_names")["name"]}


def instead_of_old(qualified: str) -> str | None:
    """What v2 has in place of a name of v1; None for a name that is none of v1's, or that v2 has too."""
    return _names().get(qualified)
