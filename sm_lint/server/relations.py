"""What belongs together: the uses of a path, variable or argument in scripts, and where contracts and jobs state it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from sm_lint.contracts.model import Argument, Contract, EntryPoint, Input, Output, Variable, argument_name
from sm_lint.contracts.paths import owner
from sm_lint.flow.facts import ArgumentFact, EnvRead, ImportFact, LogicalName, PathAccess, PathPassed
from sm_lint.jobs.definition.model import Job
from sm_lint.sagemaker.paths import is_under
from sm_lint.server.landmarks import Declared, Mounted, Named, Seen, Thing, entries, facts_of
from sm_lint.server.snapshot import Snapshot
from sm_lint.syntax.span import START, Place

Kind = Literal["path", "variable", "argument", "script"]


class Subject(NamedTuple):
    """What a thing is about: a container path, the name of a variable or argument, or a script's absolute path."""

    kind: Kind
    value: str


class Relatives(NamedTuple):
    """Scripts, and the contracts and jobs that concern them.

    Attributes:
        scripts: absolute paths of files.
        contracts: declared ones, and those that jobs imply.
        jobs: the jobs that launch the scripts.
    """

    scripts: tuple[str, ...]
    contracts: tuple[Contract, ...]
    jobs: tuple[Job, ...]


def subject_of(thing: Thing) -> Subject | None:
    """What a thing is about; None if nothing else can be about the same."""
    match thing:
        case Seen(_, PathAccess() | PathPassed() as fact):
            return Subject("path", fact.path)
        case Seen(_, EnvRead() as fact):
            return Subject("variable", fact.name)
        case Seen(_, ArgumentFact() as fact):
            return Subject("argument", argument_name(fact.dest))
        case Seen(_, ImportFact() as fact) if fact.resolved is not None:
            return Subject("script", fact.resolved)
        case Seen(_, LogicalName() as fact):
            return Subject("path", fact.key)
        case Declared(_, Input() | Output() as entry) if entry.path is not None:
            return Subject("path", entry.path)
        case Declared(_, Variable() as entry):
            return Subject("variable", entry.name)
        case Declared(_, Argument() as entry):
            return Subject("argument", argument_name(entry.name))
        case Mounted(_, mount) if mount.local is not None and mount.local.text is not None:
            return Subject("path", mount.local.text)
        case Named(_, script) if script.path is not None:
            return Subject("script", script.path)
    return None


def relatives(snapshot: Snapshot, path: str, thing: Thing) -> Relatives:
    """The scripts that a thing of a document concerns, and what governs them."""
    scripts: Iterable[str]
    match thing:
        case Seen(analysis, _):
            scripts = (analysis.module.path,)
        case Declared(contract, _) | (Contract() as contract) if contract.origin == "toml":
            scripts = snapshot.governed(contract)
        case Declared(contract, _) | (Contract() as contract):
            jobs = [job for job in snapshot.jobs(path) if job.contract is contract or job.contract == contract]
            scripts = _scripts(jobs)
        case Mounted(job, _) | Named(job, _) | (Job() as job):
            scripts = _scripts([job])
    found = tuple(dict.fromkeys(scripts))
    contracts: dict[int, Contract] = {}
    jobs_found: dict[int, Job] = {}
    for script in found:
        task = snapshot.index.task(script)
        for contract in (*task.declared, *(job.contract for job in task.launched_by)):
            contracts[id(contract)] = contract
        jobs_found.update((id(job), job) for job in task.launched_by)
    return Relatives(found, tuple(contracts.values()), tuple(jobs_found.values()))


def _scripts(jobs: Iterable[Job]) -> Iterator[str]:
    return (job.script.path for job in jobs if job.script is not None and job.script.path is not None)


def owners(subject: Subject, contracts: Iterable[Contract]) -> list[tuple[Contract, Input | Output]]:
    """The deepest input or output of each contract that contains a path."""
    found = []
    for contract in contracts:
        places: list[Input | Output] = [*contract.inputs, *contract.outputs]
        held = owner(subject.value, [entry for entry in places if entry.path is not None])
        if held is not None:
            found.append((contract, held))
    return found


def statements(subject: Subject, kin: Relatives) -> list[Place]:
    """Where contracts and job definitions state a subject."""
    if subject.kind == "script":
        return [Place(subject.value, START)]
    found: list[Place] = []
    if subject.kind == "path":
        found += [entry.place for _, entry in owners(subject, kin.contracts)]
    for contract in kin.contracts:
        for entry in entries(contract):
            if _states(entry, subject):
                found.append(entry.place)
    return list(dict.fromkeys(found))


def _states(entry: Input | Output | Variable | Argument | EntryPoint, subject: Subject) -> bool:
    match entry:
        case Variable():
            return subject == ("variable", entry.name)
        case Argument():
            return subject == ("argument", argument_name(entry.name))
        case Input() | Output():
            return subject.kind == "path" and entry.name == subject.value
    return False


def uses(snapshot: Snapshot, subject: Subject, kin: Relatives) -> list[Place]:
    """Where scripts use a subject: a path at or below the input or output that contains it."""
    above = {entry.path for _, entry in owners(subject, kin.contracts) if entry.path} or {subject.value}
    found = []
    for script in kin.scripts:
        for analysis in snapshot.analyses(script):
            for place, thing in facts_of(analysis):
                other = subject_of(thing)
                if other is None or other.kind != subject.kind:
                    continue
                if other == subject or (other.kind == "path" and any(is_under(other.value, path) for path in above)):
                    found.append(place)
    return list(dict.fromkeys(found))


def launches_of(snapshot: Snapshot, script: str) -> list[Place]:
    """Where jobs name a script."""
    return [job.script.place if job.script is not None else job.place for job in snapshot.launching(script)]
