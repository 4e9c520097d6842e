"""Arguments that an estimator of the SDK passes to the script without being asked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from sm_lint.sagemaker.data import load


class AddedArgument(NamedTuple):
    """One of them; see the file for its columns."""

    class_name: str
    dialect: str
    argument: str
    setting: str
    value: str
    under: Mapping[str, str]
    locally: str
    source: str


@cache
def added_arguments(class_name: str, dialect: str) -> tuple[AddedArgument, ...]:
    """What a class of a generation of the SDK adds."""
    return tuple(
        AddedArgument(
            entry["class"],
            entry["dialect"],
            entry["argument"],
            entry["setting"],
            entry["value"],
            entry["under"],
            entry["locally"],
            entry["source"],
        )
        for entry in load("added_arguments")["argument"]
        if entry["class"] == class_name and entry["dialect"] == dialect
    )
