"""What scripts, contracts and jobs say, as plain texts: before a renaming with the new name, and after it as it is.

If the two differ, an edit is missing, or changes what it should not.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sm_lint.contracts.cover import family
from sm_lint.contracts.model import Contract
from sm_lint.flow.facts import (
    ArgumentFact,
    EnvRead,
    EnvUse,
    EnvWrite,
    Fact,
    HyperparameterRead,
    LogicalName,
    UndefinedAttribute,
    Unresolved,
)
from sm_lint.jobs.definition.model import Definitions, Job
from sm_lint.lint.linking.file_analysis import FileAnalysis
from sm_lint.server.renaming.groups import Group, text_of
from sm_lint.server.renaming.in_definitions import property_outputs, settings_of
from sm_lint.server.renaming.names import Renaming
from sm_lint.server.snapshot import Snapshot
from sm_lint.syntax.span import Place

_LEFT_OUT = frozenset({"node", "site", "origin", "why"})


class Item(NamedTuple):
    """One thing that is said, where, and in words that messages may use."""

    path: str
    line: int
    says: tuple[object, ...]


def picture(snapshot: Snapshot, group: Group, files: Iterable[str], renaming: Renaming, others: Renaming) -> list[Item]:
    """What the scripts of some files, their contracts and all jobs of the project say.

    Args:
        snapshot: the project.
        group: what the renaming is for.
        files: absolute paths of scripts.
        renaming: how names in the group are given.
        others: how names outside it are given.
    """
    scripts, labels = set(group.scripts), {(job.place, job.label) for job in group.jobs}
    contracts = {(contract.id, contract.place.path) for contract in group.contracts}
    found: list[Item] = []
    declared: dict[tuple[str, Place], Contract] = {}
    for path in files:
        chosen = renaming if path in scripts else others
        for analysis in snapshot.analyses(path):
            found += _of_script(analysis, chosen)
        for contract in snapshot.index.task(path).declared:
            declared[contract.id, contract.place] = contract
    for contract in (*group.contracts, *declared.values()):
        for other in snapshot.declared(contract.place.path):
            declared[other.id, other.place] = other
    for key, contract in sorted(declared.items(), key=lambda each: repr(each[0])):
        chosen = renaming if (contract.id, key[1].path) in contracts else others
        for member in family(contract):
            found += [
                Item(contract.place.path, contract.place.span.line, each) for each in _of_contract(member, chosen)
            ]
    steps = {job.step for job in group.jobs if job.step is not None}
    for definitions in _all_definitions(snapshot):
        for job in definitions.jobs:
            chosen = renaming if (job.place, job.label) in labels else others
            found += [Item(job.place.path, job.place.span.line, each) for each in _of_job(job, chosen)]
        for use in definitions.uses:
            said = renaming.use(use.path) if use.step in steps else use.path
            found.append(Item(use.place.path, use.place.span.line, (use.kind, use.step, said)))
    return found


def _all_definitions(snapshot: Snapshot) -> list[Definitions]:
    return [definitions for _, definitions in sorted(snapshot.launches.by_file.items())]


def _of_script(analysis: FileAnalysis, renaming: Renaming) -> Iterator[Item]:
    facts = analysis.script_facts()
    every = [each for each in facts.facts if not isinstance(each, Unresolved)]
    analysis.module.locate([fact.node for fact in every])
    for fact in every:
        place = analysis.shown(analysis.module.place(fact.node))
        yield Item(place.path, place.span.line, _of_fact(fact, renaming))


def _of_fact(fact: Fact, renaming: Renaming) -> tuple[object, ...]:
    said: list[object] = [type(fact).__name__]
    for name in (each.name for each in dataclasses.fields(fact) if each.name not in _LEFT_OUT):
        value = getattr(fact, name)
        if isinstance(value, str):
            said.append(_text(fact, name, value, renaming))
        elif isinstance(value, tuple):
            said.append(tuple(_text(fact, name, each, renaming) if isinstance(each, str) else each for each in value))
        else:
            said.append(value)
    return tuple(said)


def _text(fact: Fact, name: str, value: str, renaming: Renaming) -> str:
    """A text of a fact, with the new name."""
    match fact, name:
        case ((EnvRead() | EnvWrite() | EnvUse()), "name"):
            return renaming.variable(value)
        case ArgumentFact(), "dest":
            return renaming.attribute(value)
        case ArgumentFact(), "flags":
            return renaming.argument(value) if value.startswith("-") else renaming.attribute(value)
        case HyperparameterRead(), "name":
            return renaming.argument(value)
        case UndefinedAttribute(), "defined":
            return renaming.attribute(value)
        case LogicalName(), "key" | "present":
            return renaming.logical("output" if renaming.name.kind == "output" else "input", value)
    return renaming.paths(value)


def _of_contract(contract: Contract, renaming: Renaming) -> Iterator[tuple[object, ...]]:
    for entry in contract.inputs:
        names = tuple(
            renaming.logical("input", each) if renaming.name.kind == "channel" else each for each in entry.channels
        )
        path = renaming.paths(entry.path or "")
        own = renaming.name.kind != "channel" or entry.path is None or path != entry.path
        name = renaming.logical("input", entry.name) if own else entry.name
        yield "input", contract.id, name, path, names, entry.required
    for output in contract.outputs:
        name = renaming.logical("output", output.name)
        yield "output", contract.id, name, renaming.paths(output.path or ""), output.required
    for variable in contract.environment:
        value = renaming.paths(variable.value or "")
        yield "variable", contract.id, renaming.variable(variable.name), value, variable.required
    for argument in contract.arguments:
        name = renaming.argument(argument.spelling or argument.name)
        yield "argument", contract.id, name, renaming.paths(argument.value or ""), argument.required


def _of_job(job: Job, renaming: Renaming) -> Iterator[tuple[object, ...]]:
    yield "job", job.kind, job.step, job.script.path if job.script is not None else None
    for mount in job.mounts:
        name = text_of(mount.name)
        said = renaming.logical(mount.direction, name) if name is not None else None
        yield mount.direction, said, renaming.paths(text_of(mount.local) or "")
    for variable in job.contract.environment:
        yield "variable", renaming.variable(variable.name), renaming.paths(variable.value or "")
    for argument in job.contract.arguments:
        yield "argument", renaming.argument(argument.spelling or argument.name), renaming.paths(argument.value or "")
    if renaming.name.kind in ("output", "channel"):
        for setting in property_outputs(job):
            yield "property file", renaming.logical("output", setting.text or "")
        for setting in settings_of(job):
            if "/opt/ml" in (setting.text or ""):
                yield "setting", renaming.paths(setting.text or "")
