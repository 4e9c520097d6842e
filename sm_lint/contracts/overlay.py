"""Laying one contract table over another: for `extends`, and for variants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sm_lint.config.decode import BAD, Decoded

REQUIRED, OPTIONAL = "required-env-vars", "optional-env-vars"
OWN_KEYS = frozenset({"entry-point", "description", "version", "extends"})
"""What belongs to one contract alone: a contract that extends another does not take it over."""


def without(table: Decoded, keys: frozenset[str]) -> Decoded:
    """A table without some of its keys; what is no table stays as it is."""
    if table.members is None:
        return table
    return replace(table, members={key: member for key, member in table.members.items() if key not in keys})


def lay_over(below: Decoded, above: Decoded) -> Decoded:
    """The contract table `above` with what it leaves out taken from `below`.

    Tables are merged by key at every level, all else is replaced. A variable that `above` calls required is no longer
    optional, and the reverse.
    """
    lower = dict(_members(below))
    upper = _members(above)
    _move_variables(lower, upper)
    for key, member in upper.items():
        lower[key] = _merge(lower[key], member) if key in lower else member
    return replace(above, members=lower)


def _members(table: Decoded) -> Mapping[str, Decoded]:
    return table.members or {}


def _merge(below: Decoded, above: Decoded) -> Decoded:
    """One member over another."""
    if above.members is not None and below.members is not None:
        members = dict(below.members)
        for key, member in above.members.items():
            members[key] = _merge(members[key], member) if key in members else member
        return replace(above, members=members, broken=above.broken or below.broken)
    if above.members is not None and below.value is BAD:
        return replace(above, broken=True)
    if isinstance(above.value, dict) and isinstance(below.value, dict):
        return replace(above, value=_merge_plain(below.value, above.value))
    return above


def _merge_plain(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """The same for tables that are not looked into."""
    merged = dict(below)
    for key, value in above.items():
        known = merged.get(key)
        merged[key] = _merge_plain(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return merged


def _move_variables(lower: dict[str, Decoded], upper: Mapping[str, Decoded]) -> None:
    if REQUIRED in upper and OPTIONAL in lower:
        lower[OPTIONAL] = without(lower[OPTIONAL], frozenset(element.value for element in upper[REQUIRED].items()))
    if OPTIONAL in upper and REQUIRED in lower:
        optional = _members(upper[OPTIONAL])
        below = lower[REQUIRED]
        kept = [element for element in below.elements or () if element.value is BAD or element.value not in optional]
        lower[REQUIRED] = replace(below, elements=kept if below.elements is not None else None)
