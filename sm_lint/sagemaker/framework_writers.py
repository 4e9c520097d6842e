"""Classes and functions of training libraries that go on to write below a path which they are given once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from sm_lint.sagemaker.data import load


@dataclass(frozen=True, slots=True)
class FrameworkWriter:
    """One of them.

    Attributes:
        writes: what it writes, in messages: "checkpoints".
        taken: matches the text of a script that takes the files up again before the job ends.
    """

    writes: str
    taken: re.Pattern[str]


def framework_writer(name: str) -> FrameworkWriter | None:
    """What a qualified name of the library data writes by itself; None for one that is not known to."""
    return _writers().get(name)


@cache
def _writers() -> dict[str, FrameworkWriter]:
    return {
        name: FrameworkWriter(row["writes"], re.compile(row["taken"]))
        for row in load("framework_writers")["writers"]
        for name in row["names"]
    }
