"""The references to an output of a step: ``step.properties.ProcessingOutputConfig.Outputs["x"]``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sm_lint.diagnostics.finding import Edit
from sm_lint.jobs.definition.model import Use
from sm_lint.server.renaming.groups import Group, text_of
from sm_lint.server.renaming.in_definitions import in_use, uses_of
from sm_lint.server.renaming.names import RenameRefusedError, Renaming, where
from sm_lint.server.renaming.sources import Sources
from sm_lint.server.snapshot import Snapshot
from sm_lint.workspace.document_kind import SCRIPTS, document_kind

_WORD = "ProcessingOutputConfig"


def in_references(snapshot: Snapshot, sources: Sources, group: Group, renaming: Renaming) -> Iterator[Edit]:
    """The edits of the references to an output, in all files of the project.

    A reference that no job uses is not tied to a step: it is edited if no other step has an output of this name.

    Raises:
        RenameRefusedError: another step has one.
    """
    known = [edit for use in uses_of(snapshot, group) for edit in in_use(sources, use, renaming)]
    yield from known
    foreign = {
        (edit.place.path, edit.place.cell, edit.place.span)
        for use in _foreign(snapshot, group)
        for edit in in_use(sources, use, renaming)
    }
    found = {(edit.place.path, edit.place.cell, edit.place.span) for edit in known}
    loose = [
        edit
        for path in sorted(snapshot.files)
        if document_kind(path) in SCRIPTS and _WORD in sources.raw(path)
        for edit in _written(snapshot, sources, path, renaming)
        if (edit.place.path, edit.place.cell, edit.place.span) not in foreign | found
    ]
    if loose and any(_has_output(snapshot, group, renaming)):
        place = loose[0].place
        raise RenameRefusedError(
            f"{where(place.path, place.span.line)} may be about another step with an output `{renaming.name.text}`"
        )
    yield from loose


def _foreign(snapshot: Snapshot, group: Group) -> Iterator[Use]:
    """The references to properties of steps outside a group."""
    own = set(uses_of(snapshot, group))
    for definitions in snapshot.launches.by_file.values():
        yield from (use for use in definitions.uses if use.kind == "property" and use not in own)


def _has_output(snapshot: Snapshot, group: Group, renaming: Renaming) -> Iterator[bool]:
    """For each step outside a group, whether it may have an output of the name."""
    own = {(job.place, job.label) for job in group.jobs}
    for definitions in snapshot.launches.by_file.values():
        for job in definitions.jobs:
            if job.step is not None and (job.place, job.label) not in own:
                names = [text_of(mount.name) for mount in job.mounts if mount.direction == "output"]
                yield renaming.name.text in names


def _written(snapshot: Snapshot, sources: Sources, path: str, renaming: Renaming) -> Iterator[Edit]:
    name = re.escape(renaming.name.text)
    pattern = re.compile(rf"""{_WORD}\s*\.\s*Outputs\s*\[\s*["']({name})["']\s*\]""")
    for analysis in snapshot.analyses(path):
        source = sources.of(analysis)
        for found in pattern.finditer(analysis.module.text):
            yield source.edit(found.start(1), found[1], renaming.new)
