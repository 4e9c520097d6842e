"""Whether a new name is free."""

from __future__ import annotations

from collections.abc import Iterator

from sm_lint.contracts.model import Contract, argument_name
from sm_lint.flow.facts import ArgumentFact, EnvRead, EnvWrite, HyperparameterRead, PathAccess, PathPassed
from sm_lint.sagemaker.environment import channel_variable, is_platform_variable
from sm_lint.sagemaker.paths import channel_of
from sm_lint.server.renaming.groups import Group, text_of
from sm_lint.server.renaming.names import RenameRefusedError, Renaming
from sm_lint.server.snapshot import Snapshot


def expect_free(snapshot: Snapshot, group: Group, renaming: Renaming) -> None:
    """Make sure that nothing has the new name yet.

    Raises:
        RenameRefusedError: a script, contract or job of the group uses it, or SageMaker does.
    """
    kind, new = renaming.name.kind, renaming.new
    if kind == "variable" and is_platform_variable(new, None):
        raise RenameRefusedError(f"`{new}` is set by SageMaker")
    taken = set(_taken(snapshot, group, kind))
    if kind == "channel":
        old = channel_variable(renaming.name.text)
        is_taken = channel_variable(new) in {channel_variable(each) for each in taken} - {old}
    else:
        is_taken = (argument_name(new) if kind == "argument" else new) in taken
    if is_taken:
        raise RenameRefusedError(f"there is {_article(kind)} `{new}` already")


def _article(kind: str) -> str:
    return f"{'an' if kind[0] in 'aio' else 'a'} {kind}"


def _taken(snapshot: Snapshot, group: Group, kind: str) -> Iterator[str]:
    if kind == "channel":
        yield from group.channels()
    for contract in (*group.members(), *(job.contract for job in group.jobs)):
        yield from _in_contract(contract, kind)
    if kind in ("input", "output"):
        for job in group.jobs:
            yield from (name for mount in job.mounts if mount.direction == kind and (name := text_of(mount.name)))
    for script in group.scripts:
        for analysis in snapshot.scripts(script):
            for fact in analysis.script_facts().facts:
                match fact:
                    case EnvRead() | EnvWrite() if kind == "variable":
                        yield fact.name
                    case ArgumentFact() if kind == "argument":
                        yield argument_name(fact.dest)
                    case HyperparameterRead() if kind == "argument":
                        yield argument_name(fact.name)
                    case PathAccess() | PathPassed() if kind == "channel":
                        yield channel_of(fact.path) or ""


def _in_contract(contract: Contract, kind: str) -> Iterator[str]:
    if kind == "variable":
        yield from (entry.name for entry in contract.environment)
    elif kind == "argument":
        yield from (argument_name(entry.name) for entry in contract.arguments)
    elif kind == "input":
        yield from (entry.name for entry in contract.inputs)
    elif kind == "output":
        yield from (entry.name for entry in contract.outputs)
