"""Files affected by the named ones: they have findings because of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.finding import Finding, Note
from sm_lint.jobs.definition.model import Job
from sm_lint.lint.linking.imports import module_name
from sm_lint.lint.linking.task import FileTask
from sm_lint.lint.run.project_index import ProjectIndex
from sm_lint.workspace.document_kind import DocumentKind, document_kind

Declared = Callable[[str], Sequence[Contract]]
"""Returns the declared contracts that govern a script."""
Found = Callable[[str], Iterable[Finding]]
"""Returns the findings of a file."""
Apart = Callable[[Sequence[FileTask]], Mapping[str, Iterable[Finding]]]
"""Lints files; returns their findings."""


def launched(index: ProjectIndex, paths: Iterable[str]) -> dict[str, Job]:
    """The scripts that files launch, each with the first job that does; they need not be in the index."""
    found: dict[str, Job] = {}
    for path in paths:
        launches = index.launches.near(path)
        definitions = launches.by_file.get(path)
        for job in (*(definitions.jobs if definitions is not None else ()), *launches.through.get(path, ())):
            if job.script is not None and job.script.path is not None:
                found.setdefault(job.script.path, job)
    return found


def governed(scripts: Iterable[str], files: Collection[str], declared: Declared) -> Iterator[str]:
    """The scripts governed by a contract that is declared in one of some files."""
    if any(document_kind(path) is DocumentKind.TOML for path in files):
        yield from (path for path in scripts if any(contract.place.path in files for contract in declared(path)))


def importers(index: ProjectIndex, files: Collection[str]) -> set[str]:
    """The files of the index that may import one of some files by its name, directly or indirectly."""
    wanted = {name for path in files if (name := module_name(path))}
    found: set[str] = set()
    if not wanted:
        return found
    left = {path: frozenset(index.imports(path).split()) for path in (*index.named, *index.others)}
    while wanted:
        more = {path for path, names in left.items() if not names.isdisjoint(wanted)}
        for path in more:
            del left[path]
        found |= more
        wanted = {name for path in more if (name := module_name(path))}
    return found.difference(files)


def caused(tasks: Mapping[str, FileTask], named: Collection[str], found: Found, apart: Apart) -> Iterator[Finding]:
    """The findings of affected files that the named files cause.

    A finding that refers to a named file is caused by it. Any other is caused by the named files if it disappears without
    their jobs and contracts.

    Args:
        tasks: the affected files.
        named: the named files.
        found: returns the findings of an affected file.
        apart: lints affected files without the jobs and contracts of the named ones.
    """
    doubtful: dict[str, list[Finding]] = {}
    for path, task in tasks.items():
        for finding in found(path):
            if is_explained(finding, task, named):
                yield marked(finding, task, named)
            else:
                doubtful.setdefault(path, []).append(finding)
    reduced = {path: without(tasks[path], named) for path in doubtful}
    for path, findings in apart([task for path, task in reduced.items() if task != tasks[path]]).items():
        there = same(findings)
        for key, finding in same(doubtful[path]).items():
            if key not in there:
                yield marked(finding, tasks[path], named)


def without(task: FileTask, files: Collection[str]) -> FileTask:
    """The task without the jobs and contracts that some files define."""
    return replace(
        task,
        declared=tuple(contract for contract in task.declared if contract.place.path not in files),
        launched_by=tuple(job for job in task.launched_by if not _from(job, files)),
    )


def is_explained(finding: Finding, task: FileTask, files: Collection[str]) -> bool:
    """Whether a finding refers to one of some files: by its place, a note or its contract."""
    if _leads_into(finding, files):
        return True
    if finding.contract is None:
        return False
    contracts = [contract for contract in task.declared if contract.place.path in files]
    contracts += [job.contract for job in task.launched_by if _from(job, files)]
    return any(contract.id == finding.contract for contract in contracts)


def marked(finding: Finding, task: FileTask, files: Collection[str]) -> Finding:
    """The finding with a note that leads to one of the files that cause it, unless it has one."""
    if _leads_into(finding, files):
        return finding
    places = [("launched at", job.place) for job in task.launched_by if job.place.path in files]
    places += [("launched at", job.contract.place) for job in task.launched_by if _from(job, files)]
    places += [("declared at", contract.place) for contract in task.declared if contract.place.path in files]
    return replace(finding, notes=(*finding.notes, Note(*places[0]))) if places else finding


def same(findings: Iterable[Finding]) -> Mapping[object, Finding]:
    """Findings by the key that identifies them for a reader: code, place, message."""
    return {(finding.code, finding.place, finding.message): finding for finding in findings}


def _leads_into(finding: Finding, files: Collection[str]) -> bool:
    """Whether the place of a finding, or of one of its notes, is in one of some files."""
    places = (finding.place, *(note.place for note in finding.notes))
    return any(place is not None and place.path in files for place in places)


def _from(job: Job, files: Collection[str]) -> bool:
    return job.place.path in files or job.contract.place.path in files
