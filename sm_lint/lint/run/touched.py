"""The scripts, jobs and pipelines affected by changed files.

Candidates are found by names first, which is cheap. Whether they are affected is then decided by what the interpreter
finds them to import and read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from sm_lint.config.settings import Settings
from sm_lint.contracts.bind import Binder
from sm_lint.contracts.interface import interface
from sm_lint.jobs.definition.model import Definitions, Job, Pipeline, Setting
from sm_lint.lint.linking.file_analysis import FileAnalysis
from sm_lint.lint.linking.modules import modules_of
from sm_lint.lint.linking.source_view import views
from sm_lint.lint.linking.task import Batch, FileTask
from sm_lint.lint.run.affected import importers
from sm_lint.lint.run.project_index import ProjectIndex
from sm_lint.registry.location import is_test
from sm_lint.syntax.span import Place
from sm_lint.workspace.boundary import is_below
from sm_lint.workspace.dependency import Dependency
from sm_lint.workspace.document_kind import DEFINITIONS, SCRIPTS, document_kind, is_notebook
from sm_lint.workspace.source import SourceProblem
from sm_lint.workspace.view import FileView

Cause = Literal["script", "module", "contract", "definition", "side-file"]
FormerContracts = Callable[[Settings], Binder]
"""Returns the contracts as they were before the change."""

REQUIREMENTS = "requirements.txt"
_SHIPPED = ("dependencies", "requirements", "requirements_file")
"""Arguments of jobs that name files and folders shipped with the script."""


class Reason(NamedTuple):
    """Why a script, job or pipeline is affected.

    Attributes:
        cause: the role of the changed file.
        path: the changed file.
    """

    cause: Cause
    path: str


class TouchedScript(NamedTuple):
    """A script affected by a change."""

    path: str
    reasons: tuple[Reason, ...]


class TouchedJob(NamedTuple):
    """A job affected by a change."""

    job: Job
    reasons: tuple[Reason, ...]


class TouchedPipeline(NamedTuple):
    """A pipeline affected by a change."""

    pipeline: Pipeline
    reasons: tuple[Reason, ...]


class Touched(NamedTuple):
    """Everything affected by a change, ordered by path and line."""

    scripts: tuple[TouchedScript, ...] = ()
    jobs: tuple[TouchedJob, ...] = ()
    pipelines: tuple[TouchedPipeline, ...] = ()


def touched(index: ProjectIndex, files: Iterable[str], changed: Sequence[str], former: FormerContracts) -> Touched:
    """The scripts, jobs and pipelines affected by changed files.

    A script is affected by a change of itself, of a module that it imports, of a file shipped with it, of a contract
    that governs it, and of a definition that launches it. A job is affected by a change of its definition or its
    script; a pipeline by a change of its definition or one of its steps.

    Args:
        index: the index of the project.
        files: absolute paths of the files to consider.
        changed: absolute paths of the changed files, including deleted ones.
        former: returns the contracts before the change.
    """
    return _Search(index, frozenset(changed), former).among(sorted(files))


@dataclass(slots=True)
class _Search:
    index: ProjectIndex
    changed: frozenset[str]
    former: FormerContracts
    _own: dict[str, tuple[Reason, ...]] = field(default_factory=dict)
    _binders: dict[Settings, Binder] = field(default_factory=dict)
    _near: frozenset[str] | None = None

    def among(self, files: Sequence[str]) -> Touched:
        defined = self.index.launches.whole().by_file
        scripts: list[TouchedScript] = []
        jobs: list[TouchedJob] = []
        pipelines: list[TouchedPipeline] = []
        for path in files:
            reasons = self._of_script(path)
            if reasons:
                scripts.append(TouchedScript(path, reasons))
            definitions = defined.get(path)
            if definitions is not None and not self._is_test(path):
                of_file = [TouchedJob(job, self._of_job(job, definitions)) for job in definitions.jobs]
                jobs += _one_each(each for each in of_file if each.reasons and each.job.place.path == path)
                pipelines += self._pipelines(definitions, of_file)
        return Touched(tuple(scripts), tuple(jobs), tuple(pipelines))

    def _of_script(self, path: str) -> tuple[Reason, ...]:
        """Why a file is affected as a container script; empty if nothing governs it and it is not an entry point."""
        if document_kind(path) in DEFINITIONS or is_notebook(path):
            return ()
        task = self.index.task(path)
        launching = [job for job in task.launched_by if not self._is_test(job.place.path)]
        governed = bool(task.declared or launching)
        reasons = [*self._own_reasons(path, task)] if governed or self._is_free_script(path, task) else []
        reasons += [Reason("contract", where) for where in self._contracts_changed(path, task)]
        for job in launching:
            reasons += self._of_definition(job.place.path)
        return _once(reasons)

    def _of_job(self, job: Job, definitions: Definitions) -> tuple[Reason, ...]:
        reasons = [*self._of_definition(job.place.path), *self._of_definition(definitions.path)]
        script = job.script
        if script is None:
            return _once(reasons)
        if script.path is not None and not script.cell:
            reasons += self._own_reasons(script.path, self.index.task(script.path))
            reasons += [
                Reason("contract", at) for at in self._contracts_changed(script.path, self.index.task(script.path))
            ]
        elif script.missing and script.written:
            name = os.path.basename(script.written.replace("\\", "/"))
            reasons += [Reason("script", path) for path in self._gone() if os.path.basename(path) == name]
        return _once([*reasons, *self._side_files(job)])

    def _pipelines(self, definitions: Definitions, jobs: Sequence[TouchedJob]) -> Iterator[TouchedPipeline]:
        for pipeline in definitions.pipelines:
            reasons = list(self._of_definition(definitions.path))
            for job, why in jobs:
                if job.step is not None and (pipeline.steps is None or job.step in pipeline.steps):
                    reasons += why
            if reasons and pipeline.place.path == definitions.path:
                yield TouchedPipeline(pipeline, _once(reasons))

    # -- reasons ----------------------------------------------------------------------------------------------------

    def _own_reasons(self, path: str, task: FileTask) -> tuple[Reason, ...]:
        """The changes of a script itself and of the files shipped with it, without its contracts and jobs."""
        if path not in self._own:
            reasons = [Reason("script", path)] if path in self.changed else []
            folders = {os.path.dirname(path)}
            for job in task.launched_by:
                reasons += self._side_files(job)
            requirements = os.path.join(os.path.dirname(path), REQUIREMENTS)
            reasons += [Reason("side-file", requirements)] if requirements in self.changed else []
            folders.update(job.script.source_dir for job in task.launched_by if job.script and job.script.source_dir)
            if path in self._near_ones() and self.index.workspace.kind(path) == "file":
                reasons += self._followed(task, folders)
            self._own[path] = _once(reasons)
        return self._own[path]

    def _followed(self, task: FileTask, folders: Iterable[str]) -> Iterator[Reason]:
        """The changed modules that a script imports, and the changed files that it or such a module names."""
        analysis = self._analysis(task)
        if analysis is None:
            return
        modules = analysis.script_facts().modules
        imported = {module.path for module in modules} - {task.path}
        yield from (Reason("module", path) for path in sorted(imported & self.changed))
        yield from self._by_dependencies(analysis.around.dependencies, imported | {task.path})
        texts = [analysis.module.text, *(module.text for module in modules)]
        for path in sorted(self.changed):
            if document_kind(path) in SCRIPTS or not any(is_below(path, folder) for folder in folders):
                continue
            if any(os.path.basename(path) in text for text in texts):
                yield Reason("side-file", path)

    def _by_dependencies(self, dependencies: Iterable[Dependency], known: Iterable[str] = ()) -> Iterator[Reason]:
        """The changed files among dependencies: their content, or their absence."""
        passed = frozenset(known)
        for question, path, answer in dependencies:
            if question in ("content", "blank", "kind") and path in self.changed and path not in passed:
                yield Reason(_cause_of(path), path)
            elif question == "without" and answer:
                names = frozenset(answer.split(","))
                yield from (Reason("module", gone) for gone in self._gone() if _first_name(gone, path) in names)

    def _of_definition(self, path: str) -> tuple[Reason, ...]:
        """Why the definitions in a file may have changed."""
        if path in self.changed:
            return (Reason("definition", path),)
        return _once(self._by_dependencies(self.index.rests_on(path)))

    def _side_files(self, job: Job) -> Iterator[Reason]:
        """The changed files that a job ships with its script by name: requirements and dependencies."""
        script = job.script
        if script is None:
            return
        bases = [folder for folder in (script.source_dir, os.path.dirname(job.place.path)) if folder]
        named = [os.path.join(script.source_dir, REQUIREMENTS)] if script.source_dir else []
        for key in _SHIPPED:
            for text in _texts(job.setting(key)):
                named += [os.path.normpath(os.path.join(base, text)) for base in bases]
        for path in sorted(self.changed):
            if any(is_below(path, each) for each in named):
                yield Reason("side-file", path)

    def _contracts_changed(self, path: str, task: FileTask) -> list[str]:
        """The contract files whose change affects the contracts of a script."""
        settings = self.index.settings(path)
        sources = {source.path for source in settings.contract_sources} | set(settings.config_files)
        sources &= self.changed
        if not sources:
            return []
        if settings not in self._binders:
            self._binders[settings] = self.former(settings)
        before = self._binders[settings].governing(path)
        if interface(before) == interface(task.declared):
            return []
        stated = {contract.place.path for contract in (*before, *task.declared)} & sources
        return sorted(stated or sources)

    # -- what is looked at ------------------------------------------------------------------------------------------

    def _near_ones(self) -> frozenset[str]:
        """Files that may import a changed one or name it, or import one that does."""
        if self._near is None:
            index = self.index
            names = [os.path.basename(path) for path in self.changed if document_kind(path) not in SCRIPTS]
            naming = set()
            if names:
                wanted = re.compile(b"|".join(re.escape(os.fsencode(name)) for name in sorted(set(names))))
                naming = {path for path in (*index.named, *index.others) if wanted.search(self._content(path))}
            seeds = {*self.changed, *naming}
            self._near = frozenset({*naming, *importers(index, seeds), *self.changed})
        return self._near

    def _gone(self) -> list[str]:
        """The changed files that no longer exist."""
        return [path for path in sorted(self.changed) if self.index.workspace.kind(path) is None]

    def _content(self, path: str) -> bytes:
        try:
            return self.index.workspace.content(path)
        except SourceProblem:
            return b""

    def _analysis(self, task: FileTask) -> FileAnalysis | None:
        """The analysis of a script; None if it cannot be read or parsed."""
        from sm_lint.syntax.parse import SyntaxProblem

        settings = self.index.settings(task.path)
        modules = modules_of(Batch(settings, (task,), self.index.run))
        around = FileView(modules.workspace, task.project, settings.src)
        try:
            view = next(iter(views(task.path, modules.workspace.content(task.path))))
            return FileAnalysis(modules.parsed(view), task, settings, modules.loader(around), around)
        except (SourceProblem, SyntaxProblem, StopIteration):
            return None

    def _is_free_script(self, path: str, task: FileTask) -> bool:
        """Whether a changed file that nothing governs is a container script, judging by what it does."""
        if path not in self._near_ones() or self._is_test(path) or self.index.workspace.kind(path) != "file":
            return False
        analysis = self._analysis(task)
        return analysis is not None and analysis.is_container_script

    def _is_test(self, path: str) -> bool:
        return is_test(path, self.index.settings(path).root)


def _once(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(sorted(dict.fromkeys(reasons), key=lambda reason: (reason.path, reason.cause)))


def _cause_of(path: str) -> Cause:
    return "module" if path.endswith(".py") else "side-file"


def _first_name(path: str, folder: str) -> str:
    """The top-level name by which a module below a folder is imported from it; empty for other files."""
    if not is_below(path, folder) or not path.endswith(".py"):
        return ""
    return path[len(folder.rstrip(os.sep)) + 1 :].partition(os.sep)[0].removesuffix(".py")


def _texts(setting: Setting | None) -> Iterator[str]:
    """The fully known strings of a setting and of the elements of its list."""
    for each in (setting, *setting.items) if setting is not None else ():
        if each.text and each.known == "literal":
            yield each.text


def _one_each(jobs: Iterable[TouchedJob]) -> Iterator[TouchedJob]:
    """Jobs of one call, which differ by what its function is given, as one with the reasons of all."""
    found: dict[tuple[Place, str, str | None], TouchedJob] = {}
    for each in jobs:
        job = each.job
        key = job.place, job.label, job.script.path if job.script is not None else None
        known = found.get(key)
        reasons = (*(known.reasons if known is not None else ()), *each.reasons)
        found[key] = TouchedJob(known.job if known is not None else job, tuple(dict.fromkeys(reasons)))
    yield from found.values()
