"""What the job definitions that launch a script contribute to its contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from sm_lint.contracts.cover import input_path
from sm_lint.contracts.model import Argument, Contract, EntryPoint, Input, Output, Variable
from sm_lint.inference.mounts import FoundMount
from sm_lint.inference.naming import distinct, name_of_path
from sm_lint.inference.touches import Direction
from sm_lint.jobs.definition.model import Job
from sm_lint.sagemaker.environment import is_platform_variable
from sm_lint.sagemaker.paths import platform_place

_RESERVED_ARGUMENT = "sagemaker-"
_Named = TypeVar("_Named", Variable, Argument)


def mounts_of(jobs: Sequence[Job]) -> list[FoundMount]:
    """The mounts of the jobs with a known container path, each path once; the platform's own are left out."""
    found: list[FoundMount] = []
    for job in jobs:
        for direction, entry, path in _declared(job.contract):
            if platform_place(path, job.kind, "read" if direction == "input" else "write") is not None:
                continue
            known = next((mount for mount in found if mount.direction == direction and mount.path == path), None)
            if known is not None:
                if not known.sure and not _is_numbered(entry.name):
                    known.name, known.sure = entry.name, True
                known.launches.add(id(job))
                continue
            sure = not _is_numbered(entry.name)
            name = entry.name if sure else name_of_path(path, direction)
            name = distinct(name, {mount.name for mount in found if mount.direction == direction})
            mount = FoundMount(direction, name, path, sure=sure, job=entry.place, launches={id(job)})
            if isinstance(entry, Output):
                mount.files = list(entry.files)
            found.append(mount)
    for mount in found:
        mount.in_all_jobs = len(mount.launches) == len(jobs)
    return found


def contract_of_jobs(jobs: Sequence[Job], id: str, entry_points: tuple[EntryPoint, ...]) -> Contract:
    """The contract that jobs imply, as one that may be written down.

    Args:
        jobs: at least one.
        id: the contract's id.
        entry_points: names its script.
    """
    mounts = mounts_of(jobs)
    kinds = {job.kind for job in jobs}
    arguments = merge_arguments((), jobs, every=True)
    return Contract(
        id=id,
        place=jobs[0].place,
        label=f"contract `{id}`",
        job=kinds.pop() if len(kinds) == 1 else None,
        entry_points=entry_points,
        inputs=tuple(
            Input(mount.name, mount.path, mount.job or jobs[0].place, mount.in_all_jobs)
            for mount in mounts
            if mount.direction == "input"
        ),
        outputs=tuple(
            Output(mount.name, mount.path, mount.job or jobs[0].place, mount.in_all_jobs, tuple(mount.files))
            for mount in mounts
            if mount.direction == "output"
        ),
        environment=merge_variables((), jobs, every=True),
        arguments=arguments,
        open_arguments=not arguments,
    )


def _declared(contract: Contract) -> Iterator[tuple[Direction, Input | Output, str]]:
    for entry in contract.inputs:
        path = input_path(entry, contract)
        if path is not None:
            yield "input", entry, path
    for output in contract.outputs:
        if output.path is not None:
            yield "output", output, output.path


def _is_numbered(name: str) -> bool:
    """Whether it is a name that the SDK makes up: ``input-1``."""
    head, _, number = name.rpartition("-")
    return head in ("input", "output") and number.isdigit()


def merge_variables(found: Sequence[Variable], jobs: Sequence[Job], *, every: bool) -> tuple[Variable, ...]:
    """The variables of a script, with those that jobs set.

    Args:
        found: those that the script reads.
        jobs: the jobs that launch it.
        every: take those in that the script is not known to read.
    """
    merged = list(found)
    names = {variable.name for variable in found}
    for name, variables in _by_name(job.contract.environment for job in jobs).items():
        if every and name not in names and not is_platform_variable(name, None):
            required = len(variables) == len(jobs)
            merged.append(replace(variables[0], required=required, value=None if required else ""))
    return tuple(merged)


def merge_arguments(found: Sequence[Argument], jobs: Sequence[Job], *, every: bool) -> tuple[Argument, ...]:
    """The arguments of a script, with those that jobs pass; arguments as in :func:`merge_variables`."""
    merged = list(found)
    names = {argument.name for argument in found}
    for name, arguments in _by_name(job.contract.arguments for job in jobs).items():
        if every and name not in names and not name.startswith(_RESERVED_ARGUMENT):
            merged.append(replace(arguments[0], required=len(arguments) == len(jobs), value=None))
    return tuple(merged)


def _by_name(groups: Iterable[tuple[_Named, ...]]) -> dict[str, list[_Named]]:
    """The entries of several jobs by name, in order."""
    found: dict[str, list[_Named]] = {}
    for group in groups:
        for entry in group:
            found.setdefault(entry.name, []).append(entry)
    return found
