"""The things in a document that the server knows something of, with their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from sm_lint.contracts.model import Argument, Contract, EntryPoint, Input, Output, Variable
from sm_lint.flow.facts import (
    ArgumentFact,
    EnvRead,
    Fact,
    Handler,
    ImportFact,
    LogicalName,
    PathAccess,
    PathPassed,
    Site,
)
from sm_lint.jobs.definition.model import Job, Mount, Script
from sm_lint.lint.linking.file_analysis import FileAnalysis
from sm_lint.server.snapshot import Snapshot
from sm_lint.syntax.span import Place
from sm_lint.workspace.document_kind import DocumentKind, document_kind


class Seen(NamedTuple):
    """A fact of a script, with the analysis that found it."""

    analysis: FileAnalysis
    fact: Fact


class Declared(NamedTuple):
    """An entry of a contract, or what a job definition means for its script."""

    contract: Contract
    entry: Input | Output | Variable | Argument | EntryPoint


class Mounted(NamedTuple):
    """An input or output of a job, as written in its definition."""

    job: Job
    mount: Mount


class Named(NamedTuple):
    """The name of a job's script."""

    job: Job
    script: Script


Thing: TypeAlias = "Seen | Declared | Mounted | Named | Job | Contract"
_SHOWN = (PathAccess, PathPassed, EnvRead, ArgumentFact, ImportFact, LogicalName, Handler)


class Landmark(NamedTuple):
    """A thing and its place."""

    place: Place
    thing: Thing


class Cursor(NamedTuple):
    """A position in a document; line and column count from 1, the column in code points."""

    path: str
    line: int
    column: int
    cell: int | None = None

    def is_in(self, place: Place) -> bool:
        """Whether a place contains the position; its end counts."""
        span = place.span
        return (
            place.path == self.path
            and place.cell == self.cell
            and (span.line, span.column) <= (self.line, self.column) <= (span.end_line, span.end_column)
        )


def landmarks(snapshot: Snapshot, path: str) -> list[Landmark]:
    """All landmarks of a document."""
    found: dict[object, Landmark] = {}
    for place, thing in _all(snapshot, path):
        if place.path == path:
            found[place, id(thing.fact) if isinstance(thing, Seen) else id(thing)] = Landmark(place, thing)
    return list(found.values())


def at(snapshot: Snapshot, cursor: Cursor) -> list[Landmark]:
    """The landmarks at a position, the smallest first."""
    found = [each for each in landmarks(snapshot, cursor.path) if cursor.is_in(each.place)]
    return sorted(found, key=lambda each: _size(each.place))


def _size(place: Place) -> tuple[int, int]:
    span = place.span
    return span.end_line - span.line, span.end_column - span.column if span.end_line == span.line else 0


def _all(snapshot: Snapshot, path: str) -> Iterator[tuple[Place, Thing]]:
    if document_kind(path) is DocumentKind.TOML:
        for contract in snapshot.declared(path):
            yield from _of_contract(contract)
        return
    for analysis in snapshot.analyses(path):
        yield from facts_of(analysis)
    for job in snapshot.jobs(path):
        yield from _of_job(job)


def facts_of(analysis: FileAnalysis) -> Iterator[tuple[Place, Thing]]:
    """The facts of a script at the places where they happen, and where their values come from."""
    facts = analysis.script_facts()
    chosen = [fact for fact in facts.facts if isinstance(fact, _SHOWN)]
    analysis.module.locate([fact.node for fact in chosen])
    for fact in chosen:
        for site in _sites(fact):
            yield place_of(analysis, site), Seen(analysis, fact)


def _sites(fact: Fact) -> Iterator[Site]:
    yield fact.site
    if isinstance(fact, PathAccess | PathPassed):
        yield from (step.site for step in fact.origin)


def place_of(analysis: FileAnalysis, site: Site) -> Place:
    """The place of a node as shown to users."""
    place = site.module.place(site.node)
    return analysis.shown(place) if site.module is analysis.module else place


def _of_contract(contract: Contract) -> Iterator[tuple[Place, Thing]]:
    yield contract.place, contract
    for entry in entries(contract):
        yield entry.place, Declared(contract, entry)


def entries(contract: Contract) -> Iterable[Input | Output | Variable | Argument | EntryPoint]:
    """All entries of a contract that have a place."""
    return (*contract.entry_points, *contract.inputs, *contract.outputs, *contract.environment, *contract.arguments)


def values_of(contract: Contract) -> tuple[Variable | Argument, ...]:
    """The variables and arguments of a contract."""
    return (*contract.environment, *contract.arguments)


def _of_job(job: Job) -> Iterator[tuple[Place, Thing]]:
    yield job.place, job
    if job.script is not None:
        yield job.script.place, Named(job, job.script)
    for mount in job.mounts:
        yield mount.place, Mounted(job, mount)
    for entry in values_of(job.contract):
        yield entry.place, Declared(job.contract, entry)
