"""Limits and name patterns of the SageMaker API."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from sm_lint.sagemaker.data import load


class Limit(NamedTuple):
    """The most that the API takes of something; `item` names the thing in words."""

    id: str
    job: str
    item: str
    value: int
    source: str


@cache
def limits() -> dict[str, Limit]:
    """All limits by id."""
    return {
        entry["id"]: Limit(entry["id"], entry["job"], entry["item"], entry["value"], entry["source"])
        for entry in load("api/limits")["limit"]
    }


def limit(id: str) -> int:
    """The value of one limit, such as ``processing-inputs``.

    Raises:
        KeyError: there is no limit of that id.
    """
    return limits()[id].value


@cache
def _patterns() -> dict[str, str]:
    return {entry["id"]: entry["regex"] for entry in load("api/limits")["pattern"]}


def name_pattern(id: str) -> str:
    """Regular expression that a whole name must match, such as ``job-name``.

    Raises:
        KeyError: there is no pattern of that id.
    """
    return _patterns()[id]
