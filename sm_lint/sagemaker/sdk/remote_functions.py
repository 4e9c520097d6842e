"""What a function has that the SDK runs as a job: channels, variables, and the arguments of its decorator."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache
from typing import NamedTuple

from sm_lint.patterns import regex
from sm_lint.sagemaker.data import load

_CHANNEL = regex(r"/opt/ml/input/data/([^/*]+)(?:/|$)")
_PROCESSING = regex(r"/opt/ml/processing(?:/|$)")


class FunctionArguments(NamedTuple):
    """What the SDK demands of the arguments of a decorator.

    Attributes:
        files: arguments that name a local file.
        suffixes: those that the name in `dependencies` may have.
        captured: the text that `dependencies` may be instead.
        conflicts: pairs that cannot be given together.
    """

    files: tuple[str, ...]
    suffixes: tuple[str, ...]
    captured: str
    conflicts: tuple[tuple[str, str], ...]


@cache
def function_arguments() -> FunctionArguments:
    """What `@remote` and `@step` demand."""
    data = load("sdk/remote_functions")
    return FunctionArguments(
        tuple(data["files"]),
        tuple(data["suffixes"]),
        data["captured"],
        tuple((first, second) for first, second in (row["names"] for row in data["conflict"])),
    )


def lacks_folder(path: str) -> bool:
    """Whether a path is in a folder that SageMaker makes for other jobs alone: a mount of processing, or a channel."""
    if _PROCESSING.match(path):
        return True
    channel = _CHANNEL.match(path)
    return channel is not None and channel[1] not in load("sdk/remote_functions")["channels"]


def lacks_variable(name: str) -> bool:
    """Whether a variable is one of the training toolkit that the SDK does not set for functions."""
    return any(fnmatchcase(name, pattern) for pattern in load("sdk/remote_functions")["unset"])
