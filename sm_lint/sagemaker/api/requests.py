"""What a request to the SageMaker API may hold, and what it has to: the shapes that boto3 checks before it sends one."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

_FILE = Path(__file__).parent / "requests.json"


class Member(NamedTuple):
    """What a member of a request takes.

    Attributes:
        kind: ``text``, ``whole``, ``number``, ``flag``, ``list``, ``map``, ``structure``; empty for all else.
        shape: the structure, or that of each element of a list; empty where it is none.
    """

    kind: str
    shape: str = ""


class Shape(NamedTuple):
    """A structure of the API.

    Attributes:
        name: as the API reference has it.
        required: members that it must have.
        members: all of its members.
    """

    name: str
    required: tuple[str, ...]
    members: dict[str, Member]


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


def requests_as_of() -> str:
    """The botocore version that the shapes were taken from."""
    version: str = _table()["botocore"]
    return version


@cache
def shape(name: str) -> Shape:
    """A structure by its name.

    Raises:
        KeyError: no request has a structure of that name.
    """
    entry = _table()["shapes"][name]
    members = {}
    for member, written in entry["members"].items():
        kind, _, inner = written.partition(" ")
        members[member] = Member(kind, inner)
    return Shape(name, tuple(entry["required"].split()), members)


def request_shape(method: str) -> Shape | None:
    """What a method of the client takes; None for a method that is not described."""
    name = _table()["operations"].get(method)
    return shape(name) if name is not None else None
