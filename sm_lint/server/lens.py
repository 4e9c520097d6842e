"""Lines above scripts and jobs, and the values of paths beside them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from sm_lint.flow.facts import PathAccess
from sm_lint.output.text import one_line
from sm_lint.server.landmarks import Seen, facts_of
from sm_lint.server.snapshot import Snapshot
from sm_lint.syntax.span import START, Place


class Lens(NamedTuple):
    """A line above a place; choosing it leads to `targets`."""

    place: Place
    title: str
    targets: tuple[Place, ...]


class Hint(NamedTuple):
    """A text after the end of a place."""

    place: Place
    text: str


MOST_NAMED = 3


def lenses(snapshot: Snapshot, path: str) -> list[Lens]:
    """The lenses of a document: what launches and governs a script, and what each of its jobs runs."""
    return [*_of_script(snapshot, path), *_of_jobs(snapshot, path)]


def _of_script(snapshot: Snapshot, path: str) -> Iterator[Lens]:
    for analysis in snapshot.analyses(path):
        first = analysis.shown(Place(analysis.module.path, START))
        jobs = analysis.task.launched_by
        if jobs:
            named = [f"`{job.step or job.api}` ({_short(job.place)})" for job in jobs[:MOST_NAMED]]
            more = f" and {len(jobs) - MOST_NAMED} more" if len(jobs) > MOST_NAMED else ""
            title = one_line(f"launched by {', '.join(named)}{more}")
            yield Lens(first, title, tuple(job.place for job in jobs))
        declared = analysis.task.declared
        if declared:
            named = [f"`{contract.id}`" for contract in declared[:MOST_NAMED]]
            yield Lens(first, one_line(f"held to contract {', '.join(named)}"), tuple(each.place for each in declared))


def _of_jobs(snapshot: Snapshot, path: str) -> Iterator[Lens]:
    for job in snapshot.jobs(path):
        script = job.script
        if script is not None and script.path is not None:
            kind = job.kind or "job"
            yield Lens(job.place, one_line(f"{kind}: {os.path.basename(script.path)}"), (Place(script.path, START),))


def hints(snapshot: Snapshot, path: str) -> list[Hint]:
    """The values of the paths of a script, where they are not written there as one literal."""
    found: dict[Place, set[str]] = {}
    for analysis in snapshot.analyses(path):
        for place, thing in facts_of(analysis):
            if not isinstance(thing, Seen) or not isinstance(thing.fact, PathAccess) or place.path != path:
                continue
            here = analysis.module.source(thing.fact.node) or ""
            if thing.fact.path not in here and thing.fact.path.strip("*/"):
                found.setdefault(place, set()).add(thing.fact.path)
    return [Hint(place, one_line(" | ".join(sorted(paths)[:MOST_NAMED]))) for place, paths in found.items()]


def _short(place: Place) -> str:
    return f"{os.path.basename(place.path)}:{place.span.line}"
