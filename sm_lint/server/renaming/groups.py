"""Which names a thing has, and the scripts, contracts and jobs that share them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sm_lint.contracts.cover import channels, family, input_path
from sm_lint.contracts.model import Argument, Contract, Input, Output, Variable, argument_name
from sm_lint.flow.facts import ArgumentFact, EnvRead, LogicalName, PathAccess, PathPassed
from sm_lint.jobs.definition.model import Job, Setting
from sm_lint.sagemaker.environment import (
    CHANNEL_PREFIX,
    HYPERPARAMETER_PREFIX,
    channel_variable,
    is_platform_variable,
    variable_key,
)
from sm_lint.sagemaker.paths import channel_of
from sm_lint.server.landmarks import Declared, Mounted, Named, Seen, Thing
from sm_lint.server.renaming.names import Name, RenameRefusedError
from sm_lint.server.snapshot import Snapshot

MOST_SCRIPTS = 20


@dataclass(frozen=True)
class Group:
    """Scripts, and everything that launches or governs any of them.

    Attributes:
        scripts: absolute paths.
        contracts: declared ones.
        jobs: jobs of all definitions that launch the scripts; if there is no script, the one job itself.
    """

    scripts: tuple[str, ...]
    contracts: tuple[Contract, ...]
    jobs: tuple[Job, ...]

    def members(self) -> Iterator[Contract]:
        """The declared contracts and their variants."""
        for contract in self.contracts:
            yield from family(contract)

    def channels(self) -> set[str]:
        """The names of the channels that contracts declare and jobs mount."""
        found = {name for contract in self.contracts if contract.job == "training" for name in channels(contract)}
        jobs = [job for job in self.jobs if job.kind == "training"]
        found |= {name for job in jobs for mount in job.mounts if (name := text_of(mount.name)) and "*" not in name}
        return found


def text_of(setting: Setting | None) -> str | None:
    """The text of a setting; None if it is not given or not known."""
    return setting.text if setting is not None else None


def group_of(snapshot: Snapshot, path: str, thing: Thing) -> Group:
    """The group of a thing in a document.

    Raises:
        RenameRefusedError: the group has very many scripts.
    """
    match thing:
        case Seen(analysis, _):
            return grown(snapshot, [analysis.module.path])
        case Declared(contract, _) | (Contract() as contract) if contract.origin == "toml":
            return grown(snapshot, snapshot.governed(contract), contracts=[contract])
        case Declared(contract, _) | (Contract() as contract):
            jobs = [job for job in snapshot.jobs(path) if job.contract is contract or job.contract == contract]
        case Mounted(job, _) | Named(job, _) | (Job() as job):
            jobs = [job]
    scripts = [job.script.path for job in jobs if job.script is not None and job.script.path is not None]
    places = {job.place for job in jobs}
    scripts += [
        path for path, known in snapshot.launches.by_script.items() if any(job.place in places for job in known)
    ]
    return grown(snapshot, scripts, jobs=jobs)


def grown(
    snapshot: Snapshot, scripts: Iterable[str], contracts: Iterable[Contract] = (), jobs: Iterable[Job] = ()
) -> Group:
    """The group that contains these scripts, contracts and jobs.

    Raises:
        RenameRefusedError: it has very many scripts.
    """
    found: dict[str, None] = {}
    governing = {(contract.id, contract.place): contract for contract in contracts}
    launching = {(job.place, job.label): job for job in jobs}
    todo = list(scripts)
    while todo:
        script = todo.pop()
        if script in found:
            continue
        found[script] = None
        if len(found) > MOST_SCRIPTS:
            raise RenameRefusedError(f"more than {MOST_SCRIPTS} scripts share this name")
        launching.update(((job.place, job.label), job) for job in snapshot.jobs_of(script))
        for contract in snapshot.index.task(script).declared:
            if (contract.id, contract.place) not in governing:
                governing[contract.id, contract.place] = contract
                todo += snapshot.governed(contract)
    return Group(tuple(sorted(found)), tuple(governing.values()), tuple(launching.values()))


def names_of(thing: Thing, group: Group) -> Iterator[Name]:
    """The names that a thing spells, or stands below.

    Raises:
        RenameRefusedError: the name is one of SageMaker's.
    """
    match thing:
        case Seen(_, EnvRead() as fact):
            yield _variable(fact.name, group)
        case Seen(analysis, PathAccess() | PathPassed() as fact):
            channel = channel_of(fact.path)
            if channel is not None and analysis.kind.kind in (None, "training"):
                yield Name("channel", channel)
        case Seen(_, ArgumentFact() as fact):
            yield Name("argument", argument_name(fact.dest))
            channel = channel_of(fact.default or "")
            if channel is not None:
                yield Name("channel", channel)
        case Seen(_, LogicalName() as fact):
            yield from _logical(fact.key, group)
        case Declared(contract, entry):
            yield from _declared(contract, entry, group)
        case Mounted(job, mount):
            name = text_of(mount.name)
            if name is not None and mount.name is not None and mount.name.known == "literal":
                kind = "channel" if job.kind == "training" and mount.direction == "input" else mount.direction
                yield Name(kind, name)


def _declared(contract: Contract, entry: object, group: Group) -> Iterator[Name]:
    match entry:
        case Variable():
            yield _variable(entry.name, group)
        case Argument():
            yield Name("argument", argument_name(entry.name))
            channel = channel_of(entry.value or "")
            if channel is not None:
                yield Name("channel", channel)
        case Output():
            yield Name("output", entry.name)
        case Input():
            channel = channel_of(input_path(entry, contract) or "")
            if channel is not None:
                yield Name("channel", channel)
            yield from (Name("channel", each) for each in entry.channels)
            if channel != entry.name:
                yield Name("input", entry.name)


def _variable(name: str, group: Group) -> Name:
    if name.startswith(CHANNEL_PREFIX) and "*" not in name:
        known = sorted(channel for channel in group.channels() if channel_variable(channel) == name)
        return Name("channel", known[0] if known else name[len(CHANNEL_PREFIX) :].lower())
    if name.startswith(HYPERPARAMETER_PREFIX) and "*" not in name:
        key = variable_key(name[len(HYPERPARAMETER_PREFIX) :])
        arguments = [entry for job in group.jobs for entry in job.contract.arguments]
        arguments += [entry for contract in group.members() for entry in contract.arguments]
        known = sorted(entry.name for entry in arguments if variable_key(entry.name) == key)
        return Name("argument", known[0] if known else argument_name(name[len(HYPERPARAMETER_PREFIX) :].lower()))
    if "*" in name:
        raise RenameRefusedError(f"`{name}` is a pattern for several variables")
    if is_platform_variable(name, None):
        raise RenameRefusedError(f"`{name}` is set by SageMaker")
    return Name("variable", name)


def _logical(key: str, group: Group) -> Iterator[Name]:
    members = [*group.members(), *(job.contract for job in group.jobs)]
    if key in group.channels():
        yield Name("channel", key)
        return
    if any(entry.name == key for member in members for entry in member.inputs):
        yield Name("input", key)
    if any(entry.name == key for member in members for entry in member.outputs):
        yield Name("output", key)
