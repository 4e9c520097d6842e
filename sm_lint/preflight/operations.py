"""Reads the operations that are called, from operations.toml."""

from __future__ import annotations

import os
from functools import cache

from sm_lint.preflight.model import Operation

_FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "operations.toml")


@cache
def operations() -> tuple[Operation, ...]:
    """All of them, in the order of the documentation."""
    import tomli

    with open(_FILE, "rb") as file:
        rows = tomli.load(file)["operation"]
    return tuple(
        Operation(
            row["topic"],
            row.get("detail", ""),
            row["service"],
            row["method"],
            row.get("parameter", ""),
            row["action"],
            row["resource"],
            row.get("pages", False),
            row["source"],
        )
        for row in rows
    )


def operation(topic: str, detail: str = "") -> Operation:
    """The operation for questions about a topic.

    Raises:
        LookupError: there is none.
    """
    for each in operations():
        if each.topic == topic and each.detail in ("", detail):
            return each
    raise LookupError(f"no operation answers questions about {topic} {detail}")
