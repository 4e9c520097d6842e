"""What a job mounts at an input, against the patterns that the contract has for it."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from sm_lint.contracts.cover import family, input_path
from sm_lint.contracts.model import Contract, Input
from sm_lint.jobs.definition.model import Job, Mount, Setting
from sm_lint.jobs.definition.reading import literal, of_direction
from sm_lint.sagemaker.paths import root


class RefusedSource(NamedTuple):
    """A source that fits none of the patterns of its input.

    Attributes:
        entry: the input.
        source: the source as it is written in the job.
        text: its text.
    """

    entry: Input
    source: Setting
    text: str


def refused_sources(job: Job, contract: Contract) -> Iterator[RefusedSource]:
    """The sources of a job that fit none of the patterns that a contract has for the inputs at their paths.

    Only sources that are text are judged: pipeline variables and properties of steps have no value yet. What one of
    the contract's variants takes is taken.
    """
    for mount in of_direction(job.mounts, "input"):
        source = mount.remote
        text = literal(source)
        path = _mounted_at(mount, job)
        if source is None or not text or path is None:
            continue
        entries = [entry for member in family(contract) for entry in member.inputs if input_path(entry, member) == path]
        if entries and not any(takes(entry, text) for entry in entries):
            yield RefusedSource(entries[0], source, text)


def takes(entry: Input, source: str) -> bool:
    """Whether an input takes a source."""
    return not entry.source_pattern or any(fnmatchcase(source, pattern) for pattern in entry.source_pattern)


def _mounted_at(mount: Mount, job: Job) -> str | None:
    """The container path of a mount; that of a channel is made of its name."""
    if job.kind == "training":
        name = literal(mount.name)
        return f"{root('channels')}/{name}" if name else None
    path = literal(mount.local)
    return path.rstrip("/") if path else None
