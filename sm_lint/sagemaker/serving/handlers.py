"""Functions that SageMaker's serving containers call by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from sm_lint.sagemaker.data import load


class HandlerSignature(NamedTuple):
    """One handler.

    Attributes:
        name: name of the function.
        parameters: what it is passed by position.
        context: whether one more parameter receives the serving context.
        frameworks: serving stacks that call it.
        default: those of them that do without it.
        excludes: handlers that may not be defined beside it.
        values: container paths that are passed, by parameter.
        source: where the fact comes from.
    """

    name: str
    parameters: tuple[str, ...]
    context: bool
    frameworks: tuple[str, ...]
    default: tuple[str, ...]
    excludes: tuple[str, ...]
    values: Mapping[str, str]
    source: str


@cache
def handler_signatures() -> dict[str, HandlerSignature]:
    """All handlers by name."""
    return {
        entry["name"]: HandlerSignature(
            entry["name"],
            tuple(entry["parameters"]),
            entry["context"],
            tuple(entry["frameworks"]),
            tuple(entry["default"]),
            tuple(entry["excludes"]),
            entry.get("values", {}),
            entry["source"],
        )
        for entry in load("serving/handlers")["handler"]
    }


@cache
def old_entries() -> dict[str, frozenset[str]]:
    """Functions that containers called before a training script was run as a program.

    By name, each with its parameters; one of them distinguishes it from a function of the script's own.
    """
    return {entry["name"]: frozenset(entry["parameters"]) for entry in load("serving/handlers")["old-entry"]}
