"""What the arguments of job definitions are called in each SDK and format."""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

from sm_lint.sagemaker.data import load

Owner = Literal["job", "mount"]


class JobField(NamedTuple):
    """A field of job definitions.

    Attributes:
        name: how code asks for it and messages name it.
        of: whose argument it is: a job's, or that of an input, output or channel.
        paths: names that it goes by; dots lead into nested objects.
        values: enumeration that its value is from, with ``*`` for the kind of job; empty for none.
        extra: values beside those of the enumeration.
        kinds: kinds of job that have it; empty for all.
    """

    name: str
    of: Owner
    paths: tuple[tuple[str, ...], ...]
    values: str
    extra: frozenset[str]
    kinds: tuple[str, ...]


@cache
def job_fields() -> tuple[JobField, ...]:
    """All of them, in the order of the file."""
    return tuple(
        JobField(
            entry["name"],
            entry["of"],
            tuple(tuple(path.split(".")) for path in entry["paths"]),
            entry.get("values", ""),
            frozenset(entry.get("extra", ())),
            tuple(entry.get("kinds", ())),
        )
        for entry in load("api/job_fields")["field"]
    )


@cache
def job_field(name: str, of: Owner = "job") -> JobField:
    """One of them.

    Raises:
        KeyError: there is none of that name.
    """
    for field in job_fields():
        if field.name == name and field.of == of:
            return field
    raise KeyError(name)
