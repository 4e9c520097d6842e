"""Values that the SageMaker API takes, such as instance types."""

from __future__ import annotations

from functools import cache

from sm_lint.sagemaker.data import load


@cache
def _values() -> dict[str, frozenset[str]]:
    return {entry["name"]: frozenset(entry["values"]) for entry in load("api/enumerations")["enumeration"]}


def enumeration(name: str) -> frozenset[str]:
    """The values of one enumeration, such as ``training-instance-type``.

    Raises:
        KeyError: there is no enumeration of that name.
    """
    return _values()[name]


def as_of() -> str:
    """The botocore version that the values were taken from."""
    version: str = load("api/enumerations")["botocore"]
    return version
