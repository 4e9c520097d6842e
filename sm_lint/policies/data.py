"""Reads the TOML files of this package: what can be expected of a job, and the packs."""

from __future__ import annotations

import os
from functools import cache
from typing import Any, NamedTuple

from sm_lint.policies.model import Tests
from sm_lint.sagemaker.job_kinds import JobKind

_FOLDER = os.path.dirname(os.path.abspath(__file__))


class Field(NamedTuple):
    """Something that can be expected of a job.

    Attributes:
        name: its name in TOML.
        type: ``text``, ``flag``, ``number``, ``list``, ``names``, ``parameters``, ``choice``, ``image`` or ``locations``.
        of: ``job``, ``step`` for a job in a step, ``call`` for an argument of a call beside jobs, or ``name`` for that of a step or pipeline.
        kinds: kinds of job that have it.
        paths: where it may be in the settings of a job; the first that is given counts.
        missing: what it means that it is not given: ``missing``, ``silent``, or the service's own value.
        dialects: those that have it; empty for all.
        config: by kind of job, with ``function`` for functions that run as jobs, the keys of the SDK's configuration that give it.
        defaults: (dialect, kind of job or ``function``, number that the SDK sends where it is not given).
        doc: what it is.
        source: where the names come from.
    """

    name: str
    type: str
    of: str
    kinds: tuple[JobKind, ...]
    paths: tuple[tuple[str, ...], ...]
    missing: str
    config: tuple[tuple[str, tuple[str, ...]], ...]
    defaults: tuple[tuple[str, str, int], ...]
    doc: str
    source: str
    dialects: tuple[str, ...] = ()

    def default_of(self, dialect: str, kind: str | None) -> int | None:
        """The number that a job has where it is not given; None if there is none."""
        if self.missing == "zero":
            return 0
        return next((number for *job, number in self.defaults if job == [dialect, kind]), None)


class PackExpectation(NamedTuple):
    """An expectation of a pack; its fields as in :class:`~sm_lint.policies.model.Expectation`."""

    field: str
    tests: Tests
    kinds: tuple[JobKind, ...]
    control: str
    source: str


class Pack(NamedTuple):
    """Expectations that are shipped."""

    name: str
    doc: str
    expectations: tuple[PackExpectation, ...]


@cache
def fields() -> dict[str, Field]:
    """Everything that can be expected, by name, in the order of the documentation."""
    return {
        row["name"]: Field(
            row["name"],
            row["type"],
            row.get("of", "job"),
            tuple(row["kinds"]),
            tuple(tuple(path.split(".")) for path in row.get("paths", ())),
            row.get("missing", "missing"),
            tuple((kind, tuple(keys)) for kind, keys in row.get("config", {}).items()),
            tuple(
                (dialect, kind, number)
                for dialect, kinds in row.get("defaults", {}).items()
                for kind, number in kinds.items()
            ),
            row["doc"],
            row["source"],
            tuple(row.get("dialects", ())),
        )
        for row in _load("expectations")["expectation"]
    }


@cache
def packs() -> dict[str, Pack]:
    """The packs by name."""
    return {
        name: Pack(
            name,
            pack["doc"],
            tuple(
                PackExpectation(row["field"], frozen(row["tests"]), tuple(row["kinds"]), row["control"], row["source"])
                for row in pack["expect"]
            ),
        )
        for name, pack in _load("packs").items()
    }


def frozen(table: dict[str, Any]) -> Tests:
    """Comparisons as they are written in TOML, as plain data that can be hashed."""
    return tuple((name, _frozen(value)) for name, value in table.items())


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple((key, frozen(member) if isinstance(member, dict) else member) for key, member in value.items())
    return tuple(value) if isinstance(value, list) else value


@cache
def _load(name: str) -> dict[str, Any]:
    import tomli

    with open(os.path.join(_FOLDER, f"{name}.toml"), "rb") as file:
        return tomli.load(file)
