"""The properties that steps of a pipeline have: the answers of the API's Describe calls, member by member."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sm_lint.patterns import regex
from sm_lint.sagemaker.data import load

_PART = regex(r"\.?([A-Za-z_]\w*)|\[[^\[\]]*\]")


class UnknownMember(NamedTuple):
    """A member that is not there.

    Attributes:
        name: its name.
        owner: the path that leads to what should have it, empty for the step's properties themselves.
        members: what is there instead.
    """

    name: str
    owner: str
    members: tuple[str, ...]


def roots_of(step_class: str) -> tuple[str, ...]:
    """The shapes whose members the properties of a step of this class have; none for a class that is not known."""
    return tuple(load("api/properties")["steps"].get(step_class, ()))


def unknown_member(step_class: str, path: str) -> UnknownMember | None:
    """The first member of a property path that does not exist; None where all do, or nothing is known of the step.

    Args:
        step_class: class of the step, such as ``ProcessingStep``.
        path: what follows ``properties.``, such as ``ProcessingOutputConfig.Outputs["train"].S3Output.S3Uri``.
    """
    end = _walk(step_class, path)
    return end if isinstance(end, UnknownMember) else None


def is_collection(step_class: str, path: str) -> bool | None:
    """Is what a property path leads to a list or a map? None where that is not known."""
    end = _walk(step_class, path)
    if end is None or isinstance(end, UnknownMember):
        return None
    return any(shape.startswith(("[]", "{}")) for shape in end)


def _walk(step_class: str, path: str) -> UnknownMember | Sequence[str] | None:
    """The shapes that a path leads to, the first member that does not exist, or None where that is not known."""
    current: Sequence[str] = roots_of(step_class)
    if not current:
        return None
    walked = ""
    for match in _PART.finditer(path):
        name = match[1]
        if name is None:
            current = [shape[2:] for shape in current if shape.startswith(("[]", "{}"))]
        else:
            members = _members(current)
            if not members:
                return None
            if name not in members:
                return UnknownMember(name, walked, tuple(sorted(members)))
            current = members[name]
        walked += match[0]
        if not any(current):
            return current
    return current


def _members(shapes: Sequence[str]) -> dict[str, list[str]]:
    """Members of any of some structures, with the shapes that each may have; none where one is no structure."""
    found: dict[str, list[str]] = {}
    table = load("api/properties")["shapes"]
    for shape in shapes:
        if shape not in table:
            return {}
        for name, target in table[shape].items():
            found.setdefault(name, []).append(target)
    return found
