"""What handlers of an inference script make, and what the servers that call them can send."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from sm_lint.sagemaker.data import load


class ReplyKind(NamedTuple):
    """A kind of object that a handler may return.

    Attributes:
        name: its name in the lists of the servers.
        shown: how messages name it, with the class in place of `{name}`.
        remedy: what to do with it before it is returned.
    """

    name: str
    shown: str
    remedy: str


class ReplyServer(NamedTuple):
    """A server that calls handlers.

    Attributes:
        refuses: kinds that it cannot send as the body.
        inside: kinds that it cannot send within a dictionary or a list.
        in_pair: kinds that it cannot send as the first of (body, content type).
    """

    refuses: frozenset[str]
    inside: frozenset[str]
    in_pair: frozenset[str]


@cache
def reply_kinds() -> dict[str, ReplyKind]:
    """All kinds by name."""
    return {
        entry["name"]: ReplyKind(entry["name"], entry["shown"], entry["remedy"])
        for entry in load("serving/replies")["kind"]
    }


@cache
def kinds_by_call() -> dict[str, str]:
    """Qualified names of what makes an object → its kind."""
    return {call: entry["name"] for entry in load("serving/replies")["kind"] for call in entry["calls"]}


@cache
def kinds_by_method() -> dict[str, str]:
    """Methods that give an object → its kind."""
    return {method: entry["name"] for entry in load("serving/replies")["kind"] for method in entry["methods"]}


@cache
def kind_keeping_methods() -> dict[str, frozenset[str]]:
    """Kinds → their own methods that give another of the same kind."""
    return {entry["name"]: frozenset(entry.get("keeps", ())) for entry in load("serving/replies")["kind"]}


@cache
def reply_server(name: str) -> ReplyServer:
    """A server by name.

    Raises:
        KeyError: there is none of this name.
    """
    for entry in load("serving/replies")["server"]:
        if entry["name"] == name:
            refuses = frozenset(entry["refuses"])
            return ReplyServer(refuses, frozenset(entry["inside"]), frozenset(entry.get("in-pair", refuses)))
    raise KeyError(name)
