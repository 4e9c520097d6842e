"""Decides which parts of a definition contain a place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sm_lint.jobs.definition.model import Job, Mount, Setting
from sm_lint.syntax.span import Place


def contains(outer: Place, inner: Place) -> bool:
    """Whether a place is inside another one."""
    if outer.path != inner.path or outer.cell != inner.cell:
        return False
    first, last = outer.span, inner.span
    begins = (first.line, first.column) <= (last.line, last.column)
    return begins and (last.end_line, last.end_column) <= (first.end_line, first.end_column)


def extent(place: Place) -> tuple[int, int]:
    """The amount of text that a place covers, for finding the smallest of several places."""
    span = place.span
    lines = span.end_line - span.line
    return (lines, span.end_column - span.column if lines == 0 else 0)


def places_of(settings: Iterable[Setting | None]) -> Iterator[Place]:
    """The places of settings and everything in them."""
    pending = [setting for setting in settings if setting is not None]
    seen: set[int] = set()
    while pending:
        setting = pending.pop()
        if id(setting) not in seen:
            seen.add(id(setting))
            yield setting.place
            pending += setting.items


def mount_places(mount: Mount) -> Iterator[Place]:
    """The places of the declaration of an input or output, without those of values from elsewhere, such as defaults."""
    yield mount.place
    given = (mount.name, mount.local, mount.remote, *(setting for _, setting in mount.settings))
    yield from places_of(given)


def job_places(job: Job) -> Iterator[Place]:
    """The places of the definition of a job."""
    yield job.place
    yield job.contract.place
    if job.script is not None:
        yield job.script.place
    yield from places_of(setting for _, setting in job.settings)
    yield from places_of((job.arguments, job.environment, job.hyperparameters))
