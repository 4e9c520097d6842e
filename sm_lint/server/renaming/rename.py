"""Rename a name wherever it is written, or say why that is impossible."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sm_lint.diagnostics.edits import apply, compatible
from sm_lint.diagnostics.finding import Edit, Finding
from sm_lint.lint.run.options import RunOptions
from sm_lint.lint.run.runner import run
from sm_lint.server.buffers import Buffers, encoded, notebook_json
from sm_lint.server.landmarks import Cursor
from sm_lint.server.renaming.candidates import candidates
from sm_lint.server.renaming.groups import Group
from sm_lint.server.renaming.in_contracts import in_contract
from sm_lint.server.renaming.in_definitions import in_job
from sm_lint.server.renaming.in_references import in_references
from sm_lint.server.renaming.in_scripts import in_script
from sm_lint.server.renaming.in_shell import expect_none_in_shell
from sm_lint.server.renaming.names import Name, RenameRefusedError, Renaming, where
from sm_lint.server.renaming.picture import picture
from sm_lint.server.renaming.sharing import importers
from sm_lint.server.renaming.sources import Sources
from sm_lint.server.renaming.taken import expect_free
from sm_lint.server.snapshot import Snapshot
from sm_lint.syntax.span import Place

Remake = Callable[[Mapping[str, bytes]], RunOptions]
"""Makes the options of a run over documents with other contents, by absolute path."""


class Target(NamedTuple):
    """What is renamed at a position.

    Attributes:
        name: the name.
        group: what shares it.
        place: the place of the name at the position.
        text: the name as a user would type it.
    """

    name: Name
    group: Group
    place: Place
    text: str


class Renamer:
    """Renames in the projects of some documents.

    Args:
        snapshot: the projects.
        buffers: the open documents.
        remake: see :data:`Remake`.
    """

    def __init__(self, snapshot: Snapshot, buffers: Buffers, remake: Remake) -> None:
        self._snapshot = snapshot
        self._buffers = buffers
        self._remake = remake
        self._sources = Sources(snapshot, buffers)

    def target(self, cursor: Cursor) -> Target | None:
        """What is renamed at a position; None if there is no name.

        Raises:
            RenameRefusedError: the name there cannot be renamed.
        """
        text = self._sources.text(Place(cursor.path, cell=cursor.cell))
        refused: list[RenameRefusedError] = []
        for candidate in candidates(self._snapshot, text, cursor, refused):
            is_here = candidate.is_here
            try:
                edits = self._edits(candidate.group, Renaming(candidate.name, f"{candidate.name.text}_"))
                found = next((edit for edit in edits if cursor.is_in(edit.place)), None)
                if found is not None:
                    is_here = True
                    _expect_program(candidate.group, candidate.name)
                    return Target(candidate.name, candidate.group, found.place, _typed(found, candidate.name))
            except RenameRefusedError as error:
                if is_here:
                    refused.append(error)
        if refused:
            raise refused[0]
        return None

    def edits(self, target: Target, new: str) -> list[Edit]:
        """The edits that give a target a new name.

        Raises:
            RenameRefusedError: the new name is not a name or is taken, or a place would not have it.
        """
        renaming = Renaming(target.name, new)
        renaming.check()
        if renaming.is_idle:
            return []
        expect_free(self._snapshot, target.group, renaming)
        expect_none_in_shell(self._snapshot, self._sources, target.group, renaming)
        edits = self._edits(target.group, renaming)
        self._verify(target.group, renaming, edits)
        return edits

    def _edits(self, group: Group, renaming: Renaming) -> list[Edit]:
        found: dict[tuple[str, int, tuple[int, ...]], Edit] = {}
        for edit in self._every(group, renaming):
            place = edit.place
            self._sources.text(place)  # refuses a cell of a notebook that is not open as one
            known = found.setdefault((place.path, place.cell or 0, tuple(place.span)), edit)
            if known != edit:
                raise RenameRefusedError(f"{where(place.path, place.span.line)} has the name of two things")
        edits = [edit for _, edit in sorted(found.items(), key=lambda each: each[0])]
        if any(not compatible(edits[:index], [edit]) for index, edit in enumerate(edits)):
            raise RenameRefusedError(f"`{renaming.name.text}` is written in places that overlap")
        return edits

    def _every(self, group: Group, renaming: Renaming) -> Iterator[Edit]:
        for script in group.scripts:
            analyses = self._snapshot.scripts(script)
            if not analyses:
                raise RenameRefusedError(f"{os.path.basename(script)} cannot be read or parsed")
            for analysis in analyses:
                yield from in_script(self._sources, analysis, renaming)
        for contract in group.contracts:
            yield from in_contract(self._sources, contract, renaming)
        for job in group.jobs:
            yield from in_job(self._sources, job, renaming)
        if renaming.name.kind == "output":
            yield from in_references(self._snapshot, self._sources, group, renaming)

    # -- verification -----------------------------------------------------------------------------------------------

    def _verify(self, group: Group, renaming: Renaming, edits: Sequence[Edit]) -> None:
        """Apply the edits to copies, and compare what is then said and found with what should be.

        Raises:
            RenameRefusedError: there is a difference.
        """
        before = self._snapshot
        overlay = {**before.options.overlay, **self._edited(edits)}
        options = self._remake(overlay)
        changed = {edit.place.path for edit in edits}
        files = sorted({*group.scripts, *importers(before, group, changed)})
        after = Snapshot(options, tuple(dict.fromkeys((*before.documents, *sorted(changed)))))
        old = renaming.same()
        wanted = Counter(picture(before, group, files, renaming, old))
        said = Counter(picture(after, group, files, old, old))
        for item in sorted([*(wanted - said), *(said - wanted)], key=lambda each: (each.path, each.line)):
            raise RenameRefusedError(
                f"{where(item.path, item.line)} depends on `{renaming.name.text}` in a way that cannot be followed"
            )
        paths = sorted({*changed, *group.scripts})
        known = Counter(map(_of_finding, _findings(paths, before.options)))
        for finding in _findings(paths, options):
            if not known[_of_finding(finding)]:
                there = where(finding.place.path, finding.place.span.line)
                raise RenameRefusedError(f"{finding.code} would be reported at {there}: {finding.message}")

    def _edited(self, edits: Sequence[Edit]) -> dict[str, bytes]:
        """The contents of the documents after the edits, by absolute path."""
        found = {}
        for path in dict.fromkeys(edit.place.path for edit in edits):
            here = [edit for edit in edits if edit.place.path == path]
            try:
                if path in self._buffers.notebooks:
                    cells = [
                        cell._replace(text=apply(cell.text, [edit for edit in here if edit.place.cell == number]))
                        for number, cell in enumerate(self._buffers.notebooks[path], 1)
                    ]
                    found[path] = notebook_json(cells)
                else:
                    found[path] = encoded(apply(self._buffers.text(path), here))
            except ValueError as error:
                raise RenameRefusedError(f"{os.path.basename(path)} has changed: {error}") from None
        return found


def _typed(edit: Edit, name: Name) -> str:
    """The name as it is offered for editing: a variable or argument as it is written there."""
    return edit.expected if name.kind in ("variable", "argument") and not edit.expected.isupper() else name.text


def _expect_program(group: Group, name: Name) -> None:
    """Make sure that the program that uses a name is one of the project."""
    if name.kind in ("variable", "argument", "channel") and group.jobs and not group.scripts:
        raise RenameRefusedError(f"the program that {group.jobs[0].label} runs is not in the project")


def _findings(paths: Sequence[str], options: RunOptions) -> list[Finding]:
    """The findings in some files, without those that a changed configuration causes elsewhere."""
    found = run(paths, replace(options, baseline=False)).result.findings
    return [finding for finding in found if finding.place.path in paths]


def _of_finding(finding: Finding) -> tuple[str, str, int]:
    return finding.place.path, finding.code, finding.place.span.line
