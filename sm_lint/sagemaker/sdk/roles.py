"""Which classes of the SDK demand a role that their signature does not."""

from __future__ import annotations

from collections.abc import Iterable

from sm_lint.sagemaker.data import load


def role_is_required(names: Iterable[str]) -> bool:
    """Whether a class of one of these names, or one that inherits from it, demands a role.

    Args:
        names: of the class and its bases.
    """
    role = load("sdk/config")["role"]
    given = set(names)
    return not given.isdisjoint(role["required"]) and given.isdisjoint(role["optional"])
