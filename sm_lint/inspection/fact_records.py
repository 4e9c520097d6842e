"""Facts as plain data: the format of `sm-lint inspect --output-format json`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import libcst as cst

from sm_lint.flow.facts import (
    ArgumentFact,
    EnvRead,
    EnvWrite,
    Fact,
    Handler,
    ImportFact,
    LogicalName,
    ObjectAccess,
    PathAccess,
    PathPassed,
    ScriptFacts,
    Site,
    Unresolved,
)
from sm_lint.output.text import encodable, shown_path
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.span import Place

PlaceMap = Callable[[Place], Place]
Record = dict[str, Any]


class FactRecords:
    """Converts the facts of one script to JSON objects.

    Args:
        facts: the interpreter's facts about the script.
        mapped: maps a place in the parsed text to the place shown to users, for notebooks.
        base: absolute folder against which paths are relative.
    """

    def __init__(self, facts: ScriptFacts, mapped: PlaceMap, base: str) -> None:
        self._facts = facts
        self._mapped = mapped
        self._base = base
        self._asked_for = _asked_for(facts)
        _locate(facts)

    def facts(self) -> list[Record]:
        """One object per fact, each once, in the order of execution."""
        return _unique(record for fact in self._facts.facts if (record := self._record(fact)) is not None)

    def unresolved(self) -> list[Record]:
        """The places that could not be resolved, each with its cause."""
        found = [*self._facts.incomplete, *self._facts.all(Unresolved)]
        return _unique(
            {**self._where(fact), "why": encodable(fact.why), "subject": fact.subject, "reached": fact.reached}
            for fact in found
        )

    def _record(self, fact: Fact) -> Record | None:
        described = _describe(fact)
        if described is None:
            return None
        kind, value, details = described
        if isinstance(fact, PathAccess) and fact.own and fact.path not in self._asked_for:
            kind = "read-back"
        record: Record = {"kind": kind, "value": encodable(value), **self._where(fact), **details}
        record |= {"guarded": fact.guarded, "conditional": fact.conditional, "reached": fact.reached}
        if isinstance(fact, PathAccess | PathPassed | ObjectAccess):
            record["origin"] = [
                {**self._spot(self._place(step.site)), "text": encodable(step.text)} for step in fact.origin
            ]
        if isinstance(fact, ImportFact) and fact.resolved is not None:
            record["resolved"] = shown_path(fact.resolved, self._base)
        return record

    def _where(self, fact: Fact) -> Record:
        """Line and column of the anchor, and the site if that is in another module."""
        place = self._place(Site(self._facts.module, fact.node))
        where: Record = {"line": place.span.line, "column": place.span.column}
        if place.cell is not None:
            where["cell"] = place.cell
        if fact.site.module is not self._facts.module:
            where["site"] = self._spot(self._place(fact.site))
        return where

    def _place(self, site: Site) -> Place:
        place = site.module.place(site.node)
        return self._mapped(place) if site.module is self._facts.module else place

    def _spot(self, place: Place) -> Record:
        spot: Record = {"path": shown_path(place.path, self._base)}
        if place.cell is not None:
            spot["cell"] = place.cell
        return spot | {"line": place.span.line, "column": place.span.column}


def _asked_for(facts: ScriptFacts) -> set[str]:
    """The paths that the script probes before it writes them itself: they may also be given to it."""
    first: dict[str, str] = {}
    for access in facts.all(PathAccess):
        first.setdefault(access.path, access.mode)
    return {path for path, mode in first.items() if mode in ("read", "probe")}


def _describe(fact: Fact) -> tuple[str, str, Record] | None:
    """The kind, the value and the specific attributes of a fact; None for facts that only rules need."""
    match fact:
        case PathAccess():
            return (
                fact.mode,
                fact.path,
                _taken(fact, "via", "certain", "exact", "assumed", "creates", "directory", "uploads"),
            )
        case PathPassed():
            return "passed", fact.path, {"via": fact.via}
        case ObjectAccess():
            details = _taken(fact, "mode", "via", "certain", "exact", "assumed", "directory")
            return "object", fact.uri, details
        case EnvRead():
            return "env", fact.name, _taken(fact, "required", "default", "has_default", "probe")
        case EnvWrite():
            return "env-write", fact.name, {}
        case ArgumentFact():
            details = _taken(
                fact, "dest", "type", "action", "nargs", "required", "default", "has_default", "used", "parser"
            )
            return "argument", _flag(fact), {"flags": list(fact.flags), **details, "choices": list(fact.choices)}
        case ImportFact():
            return "import", fact.module, {"lazy": fact.lazy, "resolved": None}
        case LogicalName():
            return "logical-name", fact.key, _taken(fact, "mapping", "known", "optional")
        case Handler():
            return "handler", fact.name, {"parameters": list(fact.parameters)}
    return None


def _taken(fact: Fact, *names: str) -> Record:
    """Attributes of a fact by name; text that is not valid UTF-8 is escaped."""
    values = {name: getattr(fact, name) for name in names}
    return {name: encodable(value) if isinstance(value, str) else value for name, value in values.items()}


def _flag(fact: ArgumentFact) -> str:
    """The longest flag of an argument, as used in calls of the script."""
    return max(fact.flags, key=lambda flag: (flag.startswith("--"), len(flag)), default=fact.dest)


def _locate(facts: ScriptFacts) -> None:
    """Compute all positions, with one pass over each module."""
    wanted: dict[int, tuple[ParsedModule, list[cst.CSTNode]]] = {}
    for site in _sites(facts):
        wanted.setdefault(id(site.module), (site.module, []))[1].append(site.node)
    for module, nodes in wanted.values():
        module.locate(nodes)


def _sites(facts: ScriptFacts) -> Iterator[Site]:
    for fact in [*facts.facts, *facts.incomplete]:
        yield Site(facts.module, fact.node)
        yield fact.site
        if isinstance(fact, PathAccess | PathPassed):
            yield from (step.site for step in fact.origin)


def _unique(records: Iterable[Record]) -> list[Record]:
    found: list[Record] = []
    seen: set[str] = set()
    for record in records:
        key = repr(record)
        if key not in seen:
            seen.add(key)
            found.append(record)
    return found
