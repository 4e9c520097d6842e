"""Content types that endpoints are sent and asked for."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple, cast

from sm_lint.sagemaker.data import load


class FrameworkMedia(NamedTuple):
    """Content types of one framework's serving container.

    Attributes:
        takes: what it reads where the script has no handler for it; None where that is not known.
        gives: what it writes where the script has no handler for it; None where any is as good.
        sends, asks: what the predictor of the SDK sends and asks for by itself.
    """

    takes: frozenset[str] | None
    gives: frozenset[str] | None
    sends: str
    asks: str


@cache
def framework_media(name: str) -> FrameworkMedia | None:
    """Content types of a framework; None for one of which they are not known."""
    for entry in load("serving/media_types")["framework"]:
        if entry["name"] == name:
            takes, gives = entry.get("takes"), entry.get("gives")
            return FrameworkMedia(
                None if takes is None else frozenset(takes),
                None if gives is None else frozenset(gives),
                entry["sends"],
                entry["asks"],
            )
    return None


def sent_by(serializer: str) -> str | None:
    """The content type that a serializer of the SDK sends, by its class."""
    return cast("str | None", load("serving/media_types")["serializers"].get(serializer))


def asked_by(deserializer: str) -> str | None:
    """The content type that a deserializer of the SDK asks for, by its class."""
    return cast("str | None", load("serving/media_types")["deserializers"].get(deserializer))


def media_constant(name: str) -> str | None:
    """The text of a constant of the toolkits, by the end of its dotted name."""
    return cast("str | None", load("serving/media_types")["constants"].get(name))


def default_accept() -> str:
    """What the toolkits are asked for where a request asks for nothing, or for anything."""
    return cast("str", load("serving/media_types")["default-accept"])


def default_accept_variable() -> str:
    """The variable that sets it."""
    return cast("str", load("serving/media_types")["default-accept-variable"])
