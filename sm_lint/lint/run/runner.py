"""A run from start to finish: find files, skip those known to be clean, have the others linted, put the findings in order.

Nothing here imports libcst: a run in which every file is known to be clean does without it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sm_lint.config.load import Resolver
from sm_lint.config.settings import Settings
from sm_lint.diagnostics.finding import Finding
from sm_lint.diagnostics.result import RunResult
from sm_lint.files.discover import MISSING, discover
from sm_lint.files.named import Named, named_paths
from sm_lint.jobs.python.relevance import may_define
from sm_lint.lint.caching.launches import LaunchTable
from sm_lint.lint.linking.defining import DefinitionReport, define_batch
from sm_lint.lint.linking.task import Batch, FileReport, FileTask, internal_error
from sm_lint.lint.run import baseline as baselines
from sm_lint.lint.run.definition_index import DefinitionIndex
from sm_lint.lint.run.filter import admit, from_problem
from sm_lint.lint.run.options import Progress, RunOptions
from sm_lint.lint.run.project import Project
from sm_lint.lint.run.workers import Workers
from sm_lint.registry.ruleset import choice
from sm_lint.syntax.span import Problem
from sm_lint.workspace.document_kind import DEFINITIONS, document_kind
from sm_lint.workspace.source import SourceProblem
from sm_lint.workspace.workspace import Workspace, record_dependencies

if TYPE_CHECKING:
    from concurrent.futures import Executor


def lint_paths(
    paths: Named,
    *,
    resolver: Resolver | None = None,
    jobs: int | None = 1,
    executor: Executor | None = None,
    cache: bool = True,
    baseline: bool = True,
    overlay: Mapping[str, bytes] | None = None,
    progress: Progress | None = None,
    allow_plugins: bool | None = None,
) -> RunResult:
    """Lint files and folders.

    Args:
        paths: files and folders, or one of them, relative to the resolver's working directory.
        resolver: where settings come from; the configuration files around the paths if left out.
        jobs: the most processes to use; None for as many as pay. More than one starts a process pool, which scripts
            that call this must guard with ``if __name__ == "__main__"`` where processes are not forked.
        executor: where to send files instead: processes of this machine or of others, which can import sm_lint and see
            the same files at the same paths. Threads take turns.
        cache: use and update the cache.
        baseline: leave out the findings that the configured baseline knows.
        overlay: content of files that differs from what is on disk, by absolute path; such a file need not exist.
        progress: called with how many files are done and how many there are.
        allow_plugins: import plugins of the project that are no installed rule packages; of use without a `resolver`,
            which has its own.

    Returns:
        Findings sorted by path, line, column and code, whatever the number of processes.

    Raises:
        PluginError: a rule package cannot be used.
        BaselineError: the configured baseline cannot be used.
    """
    options = RunOptions(
        resolver or Resolver(allow_plugins=allow_plugins), jobs, executor, cache, baseline, overlay or {}, progress
    )
    return run(named_paths(paths), options).result


def lint_source(
    source: str | bytes,
    path: str = "script.py",
    *,
    resolver: Resolver | None = None,
    allow_plugins: bool | None = None,
) -> RunResult:
    """Lint one text as if it stood at a path.

    Args:
        source: the text, or its bytes.
        path: decides which configuration and which contracts hold; the file need not exist.
        resolver: where settings come from; the configuration files around `path` if left out.
        allow_plugins: import plugins of the project that are no installed rule packages; of use without a `resolver`.

    Raises:
        PluginError: a rule package cannot be used.
        BaselineError: the configured baseline cannot be used.
    """
    resolver = resolver or Resolver(allow_plugins=allow_plugins)
    target = os.path.normpath(os.path.join(resolver.cwd, path))
    data = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    return lint_paths([target], resolver=resolver, cache=False, overlay={target: data})


class Linted(NamedTuple):
    """The outcome of a run, with the hash of each file's content as it was linted."""

    result: RunResult
    digests: Mapping[str, str | None]


def run(paths: Sequence[str | os.PathLike[str]], options: RunOptions) -> Linted:
    """Lint files and folders; see :func:`lint_paths`."""
    return Run(options).lint([os.fspath(path) for path in paths])


@dataclass(slots=True)
class Run:
    """The state of one run."""

    options: RunOptions
    workspace: Workspace = field(init=False)
    projects: dict[Settings, Project] = field(default_factory=dict)
    _by_folder: dict[str, Project] = field(default_factory=dict)
    _named: tuple[str, ...] = ()
    _readables: dict[str, str] = field(default_factory=dict)
    reports: dict[str, FileReport] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    name: str = field(default_factory=lambda: os.urandom(16).hex())
    workers: Workers = field(init=False)

    def __post_init__(self) -> None:
        self.workspace = Workspace(self.options.overlay)
        self.workers = Workers(self.options.executor, self.options.jobs, self.options.spawn or self.options.jobs != 1)

    def lint(self, paths: Sequence[str]) -> Linted:
        """Go through all stages."""
        base = self.options.resolver.cwd
        self._named = tuple(os.path.normpath(os.path.join(base, path)) for path in paths)
        found = discover(paths, self.options.resolver, given=self.options.overlay)
        for path in paths:
            self._under(self.options.resolver.settings_for(os.path.join(self.options.resolver.cwd, path)))
        with self.workers:
            self._define(found.files)
            files = [path for path in found.files if not self._project(path).problems]
            self._lint([path for path in files if not self._project(path).known_clean(path)])
        return self._outcome(found.files, files, found.problems)

    def _project(self, file: str) -> Project:
        """What a file belongs to, which is the same for all files of a folder."""
        folder = os.path.dirname(file)
        project = self._by_folder.get(folder)
        if project is None:
            project = self._by_folder[folder] = self._under(self.options.resolver.settings_for(folder))
        return project

    def _readable(self, file: str) -> str:
        """The folder within which other files may be read for the sake of a file."""
        folder = os.path.dirname(file)
        found = self._readables.get(folder)
        if found is None:
            found = self._readables[folder] = self.options.resolver.project_of(file, self._named)
        return found

    def _under(self, settings: Settings) -> Project:
        project = self.projects.get(settings)
        if project is None:
            project = self.projects[settings] = Project(settings, self.workspace, self.options.cache)
        return project

    def _lint(self, todo: Sequence[str]) -> None:
        """Have files linted, and remember which are clean."""
        if not todo:
            return
        by_settings: dict[Settings, list[FileTask]] = {}
        for path in todo:
            project = self._project(path)
            by_settings.setdefault(project.settings, []).append(project.task(path, self._readable(path)))
        batches = self._batches(by_settings)

        def done(report: FileReport) -> None:
            record_dependencies(report.dependencies)
            self.reports[report.path] = report
            self._project(report.path).remember(report)
            if self.options.progress is not None:
                self.options.progress(len(self.reports), len(todo))

        self.workers.lint(batches, sum(map(self.workspace.size, todo)), done)

    def _batches(self, by_settings: Mapping[Settings, Sequence[FileTask]]) -> list[Batch]:
        return [
            Batch(settings, tuple(tasks), self.name, self.options.overlay) for settings, tasks in by_settings.items()
        ]

    def _define(self, files: Sequence[str]) -> None:
        """Find out what the files define, and which jobs launch which of them."""
        index = DefinitionIndex(self.workspace)
        todo: list[str] = []
        for path in files:
            project = self._project(path)
            if not index.recall(path, project.settings, project.definitions):
                todo.append(path)
        self._take_stock(index, todo)
        store = next((project.store for project in self.projects.values()), None)
        known = LaunchTable(store, self.workspace) if store is not None else None
        launches = index.launches(known)
        if index.damaged:
            self._take_stock(index, index.damaged)
            launches = index.launches(known)
        for project in self.projects.values():
            project.launches = launches

    def _take_stock(self, index: DefinitionIndex, todo: Sequence[str]) -> None:
        for report in self._defining(todo):
            record_dependencies(report.dependencies)
            project = self._project(report.path)
            index.add(report, project.settings, project.definitions)
            if report.failure:
                self.failures[report.path] = report.failure

    def _defining(self, todo: Sequence[str]) -> list[DefinitionReport]:
        """What files define of which that is not known."""
        by_settings: dict[Settings, list[FileTask]] = {}
        reports: list[DefinitionReport] = []
        asked: list[str] = []
        for path in todo:
            digest, wanted = self._may_define(path)
            if wanted:
                asked.append(path)
                by_settings.setdefault(self._project(path).settings, []).append(
                    FileTask(path, project=self._readable(path))
                )
            else:
                reports.append(DefinitionReport(path, digest, scanned=True))
        if asked:
            # The files that kill a process are tried again, and named, when they are linted.
            self.workers.do(
                define_batch, self._batches(by_settings), sum(map(self.workspace.size, asked)), reports.append
            )
        return reports

    def _may_define(self, path: str) -> tuple[str | None, bool]:
        """Hash of a file, and whether it is worth looking into."""
        try:
            data = self.workspace.content(path)
        except SourceProblem:
            return None, False
        return self.workspace.digest(path), document_kind(path) in DEFINITIONS or may_define(data)

    def _outcome(self, there: Sequence[str], files: Sequence[str], not_found: Sequence[Problem]) -> Linted:
        """What comes of the run: `there` are the files that exist, `files` those of them that were linted."""
        findings = [finding for report in self.reports.values() for finding in report.findings]
        errors = sum(report.errors for report in self.reports.values())
        for path, message in self.failures.items():
            report = self.reports.get(path)
            if report is None or not report.errors:  # what breaks the reading of definitions mostly breaks linting too
                findings.append(internal_error(path, message))
                errors += 1
        problems: list[Problem] = []
        mistakes: list[Finding] = []
        for project in self.projects.values():
            configured = project.configured(there)
            mistakes += configured.mistakes
            findings += configured.findings
            problems += configured.problems
            errors += configured.errors
        for problem in not_found:
            settings = self.options.resolver.settings_for(problem.place.path)
            stated = [from_problem(problem, choice(settings))]
            # A path that was asked for and is not there: a run that looks at less than it was told to must not pass.
            missing = problem.code == MISSING
            problems += [problem] if missing else []
            findings += stated if missing else admit(stated, settings, choice(settings))
        warnings = self._save()
        known, stale = self._subtract(findings, files)
        result = RunResult(
            findings=tuple(sorted(_once([*known, *mistakes]), key=lambda finding: finding.sort_key)),
            files=tuple(sorted(files)),
            internal_errors=errors,
            problems=tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.place.path, p.place.span, p.message))),
            cached=len(files) - len(self.reports),
            stale_baseline=stale,
            warnings=warnings,
            passed_over=tuple(dict.fromkeys(project.refusal for project in self.projects.values() if project.refusal)),
        )
        digests = {path: report.digest for path, report in self.reports.items()}
        for project in self.projects.values():
            digests.update(project.digests)
        return Linted(result, digests)

    def _save(self) -> tuple[str, ...]:
        warnings: list[str] = []
        for project in self.projects.values():
            warnings += project.save()
        return tuple(dict.fromkeys(warnings))

    def _subtract(self, findings: list[Finding], files: Sequence[str]) -> tuple[list[Finding], tuple[str, ...]]:
        """Findings that no baseline knows, and the entries of baselines that are out of date."""
        if not self.options.baseline:
            return findings, ()
        paths = dict.fromkeys(settings.baseline for settings in self.projects if settings.baseline)
        if not paths:
            return findings, ()
        from sm_lint.diagnostics.lines import LineTexts

        lines = LineTexts(self.workspace)
        stale: list[str] = []
        for path in paths:
            mine = [f for f in findings if self.options.resolver.settings_for(f.place.path).baseline == path]
            others = [f for f in findings if self.options.resolver.settings_for(f.place.path).baseline != path]
            mine.sort(key=lambda finding: finding.sort_key)
            rest = baselines.subtract(mine, baselines.read(path), path, lines, files, self._has_run)
            findings = [*others, *rest.findings]
            stale += rest.stale
        return findings, tuple(stale)

    def _has_run(self, path: str, code: str) -> bool:
        """Was a rule asked about a file?"""
        return code in choice(self.options.resolver.settings_for(path)).selection.codes


def _once(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Each finding once: what a file and one that imports it both tell is told with the fix, which only the file knows."""
    found: dict[object, Finding] = {}
    for finding in findings:
        known = found.setdefault((finding.code, finding.place, finding.message), finding)
        if known.fix is None and finding.fix is not None:
            found[finding.code, finding.place, finding.message] = finding
    return found.values()
