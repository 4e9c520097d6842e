"""A complete run: find files, recall the verdicts that are valid, lint the other files, sort the findings.

This module does not import libcst, so a run in which every verdict is cached does without it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from sm_lint.config.load import Resolver
from sm_lint.config.settings import Settings
from sm_lint.diagnostics.finding import Finding
from sm_lint.diagnostics.result import RunResult
from sm_lint.files.discover import MISSING, discover
from sm_lint.files.named import Named, named_paths
from sm_lint.lint.caching.stores import CacheFolders
from sm_lint.lint.linking.task import FileReport, FileTask, Observer, internal_error
from sm_lint.lint.run import baseline as baselines
from sm_lint.lint.run.affected import caused, governed, importers, launched
from sm_lint.lint.run.filter import admit, from_problem
from sm_lint.lint.run.options import Progress, RunOptions
from sm_lint.lint.run.project import Project
from sm_lint.lint.run.project_index import ProjectIndex
from sm_lint.lint.run.workers import Workers
from sm_lint.lint.run.written_files import without_copies
from sm_lint.registry.ruleset import choice
from sm_lint.syntax.span import Problem
from sm_lint.workspace.document_kind import DocumentKind, document_kind
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
    index: bool = True,
    only_named: bool = False,
) -> RunResult:
    """Lint files and folders, and the scripts affected by them.

    The files are judged by all job definitions and contracts of their project. The scripts that they launch or govern
    are judged as well; of these, only findings caused by the named files are reported.

    Args:
        paths: one or several files and folders, relative to the resolver's working directory.
        resolver: provides the settings; by default those of the configuration files around the paths.
        jobs: maximum number of processes; None for as many as are useful. More than one starts a process pool. Where
            processes are not forked, the calling script must guard the call with ``if __name__ == "__main__"``.
        executor: executes the batches instead: in processes on this or other machines that can import sm_lint and see
            the same files at the same paths. Threads are serialized.
        cache: whether to use and update the cache.
        baseline: whether to hide the findings in the configured baseline.
        overlay: content that differs from the disk, by absolute path; the file need not exist.
        progress: called with the number of finished files and the total.
        allow_plugins: import the project's plugins that are not installed rule packages. Only used without a
            `resolver`, which has its own setting.
        index: take the definitions in other files of the project into account; otherwise only the paths count.
        only_named: report only findings in the files that the paths name.

    Returns:
        Findings sorted by path, line, column and code, regardless of the number of processes.

    Raises:
        PluginError: a rule package cannot be used.
        BaselineError: the configured baseline cannot be used.
    """
    options = RunOptions(
        resolver or Resolver(allow_plugins=allow_plugins),
        jobs,
        executor,
        cache,
        baseline,
        overlay or {},
        progress,
        index=index,
        only_named=only_named,
    )
    return run(named_paths(paths), options).result


def lint_source(
    source: str | bytes,
    path: str = "script.py",
    *,
    resolver: Resolver | None = None,
    allow_plugins: bool | None = None,
    cache: bool = True,
    index: bool = True,
    only_named: bool = False,
) -> RunResult:
    """Lint a text as if it were the content of a file.

    The text is judged by the job definitions and contracts of its project. The scripts that it launches are judged as
    well; see :func:`lint_paths`.

    Args:
        source: the text, or its bytes.
        path: determines the configuration and the contracts; the file need not exist.
        resolver: provides the settings; by default those of the configuration files around `path`.
        allow_plugins: import the project's plugins that are not installed rule packages. Only used without a
            `resolver`.
        cache: whether to use and update the cache for the other files of the project. Nothing is cached for the text.
        index: take the definitions in other files of the project into account.
        only_named: report only findings in the text.

    Raises:
        PluginError: a rule package cannot be used.
        BaselineError: the configured baseline cannot be used.
    """
    resolver = resolver or Resolver(allow_plugins=allow_plugins)
    target = os.path.normpath(os.path.join(resolver.cwd, path))
    data = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    return lint_paths(
        [target], resolver=resolver, cache=cache, overlay={target: data}, index=index, only_named=only_named
    )


class Linted(NamedTuple):
    """The result of a run, with the hash of each file's linted content."""

    result: RunResult
    digests: Mapping[str, str | None]


def run(paths: Sequence[str | os.PathLike[str]], options: RunOptions) -> Linted:
    """Lint files and folders; see :func:`lint_paths`."""
    return Run(options).lint([os.fspath(path) for path in paths])


@dataclass(slots=True)
class Run:
    """The state of one run.

    Attributes:
        options: its options.
        workspace: its files.
        projects: the projects of the judged files, by settings.
        index: the definitions of all files of the projects.
        reports: the report of each linted file.
        recalled: the report of each file with a valid verdict.
        affected: tasks of files that are judged because the named files affect them, and that have findings.
    """

    options: RunOptions
    workspace: Workspace = field(init=False)
    projects: dict[Settings, Project] = field(default_factory=dict)
    index: ProjectIndex = field(init=False)
    reports: dict[str, FileReport] = field(default_factory=dict)
    recalled: dict[str, FileReport] = field(default_factory=dict)
    affected: dict[str, FileTask] = field(default_factory=dict)
    workers: Workers = field(init=False)
    _by_folder: dict[str, Project] = field(default_factory=dict)
    _folders: CacheFolders | None = None
    _caused: list[Finding] = field(default_factory=list)
    _total: int = 0

    def __post_init__(self) -> None:
        self.workspace = Workspace(self.options.overlay)
        self.workers = Workers(self.options.executor, self.options.jobs, self.options.spawn or self.options.jobs != 1)
        self._folders = CacheFolders() if self.options.cache else None
        self.index = ProjectIndex(self.options, self.workspace, self.workers, folders=self._folders)

    def lint(self, paths: Sequence[str]) -> Linted:
        """Run all stages."""
        resolver = self.options.resolver
        asked = [os.path.normpath(os.path.join(resolver.cwd, path)) for path in paths]
        found = discover(paths, resolver, given=self.options.overlay)
        for path in asked:
            self._under(resolver.settings_for(path))
        for path in found.files:
            self._project(path)
        configured = tuple(self.projects.values())  # the configurations whose mistakes are reported
        with self.workers:
            self.index.build(asked, found.files)
            for project in configured:
                self._link(project)
            # Files are not linted under invalid options.
            files = [path for path in found.files if not self._project(path).problems]
            named = [path for path in files if not self._is_configuration(path)]
            self._lint_all(named, [] if self.options.only_named else self._candidates())
        return self._outcome(found.files, files, found.problems, configured)

    def _project(self, file: str) -> Project:
        """The project of a file, which is the same for all files of a folder."""
        folder = os.path.dirname(file)
        project = self._by_folder.get(folder)
        if project is None:
            project = self._by_folder[folder] = self._under(self.options.resolver.settings_for(folder))
        return project

    def _under(self, settings: Settings) -> Project:
        project = self.projects.get(settings)
        if project is None:
            project = Project(settings, self.workspace, self._folders, clean_only=self.options.for_edits)
            self.projects[settings] = project
            self._link(project)
        return project

    def _link(self, project: Project) -> None:
        """Tell a project what the index knows."""
        project.launches, project.is_imported = self.index.launches, self.index.is_imported

    def _is_configuration(self, path: str) -> bool:
        """Whether options or contracts are read from a file. Such files are judged with the configuration."""
        if document_kind(path) is not DocumentKind.TOML:
            return False
        settings = self._project(path).settings
        return path in settings.config_files or any(path == source.path for source in settings.contract_sources)

    def _candidates(self) -> list[str]:
        """Files that were not named but may have findings because of files that were."""
        others = frozenset(self.index.others)
        if not others:
            return []
        named = frozenset(self.index.named)
        found = {*launched(self.index, named), *importers(self.index, named)}
        found.update(governed(others, named, lambda path: self._project(path).declared(path)))
        return sorted(found & others)

    def _lint_all(self, named: Sequence[str], candidates: Sequence[str]) -> None:
        """Lint the named files and those they may affect, except those with a valid verdict."""
        todo = [path for path in named if not self._recall(path)]
        more = [path for path in candidates if not self._recall(path)]
        self._total = len(todo) + len(more)
        tasks = {path: self.index.task(path) for path in more}
        self._lint([*map(self.index.task, todo), *tasks.values()], self._take, self.options.observer)
        for path in candidates:
            if self._report(path).findings:
                self.affected[path] = tasks.get(path) or self.index.task(path)
        if self.affected:
            self._attribute()

    def _recall(self, path: str) -> bool:
        """Whether the report of a file is known."""
        report = self._project(path).recall(path, self.index.readable(path))
        if report is not None:
            self.recalled[path] = report
        return report is not None

    def _report(self, path: str) -> FileReport:
        """The report of a judged file."""
        return self.reports.get(path) or self.recalled[path]

    def _lint(
        self, tasks: Sequence[FileTask], done: Callable[[FileReport], None], observer: Observer | None = None
    ) -> None:
        if not tasks:
            return
        by_settings: dict[Settings, list[FileTask]] = {}
        for task in tasks:
            by_settings.setdefault(self._project(task.path).settings, []).append(task)
        size = sum(self.workspace.size(task.path) for task in tasks)
        batches = [replace(batch, observer=observer) for batch in self.index.batches(by_settings)]
        self.workers.lint(batches, size, done)

    def _take(self, report: FileReport) -> None:
        """Store the report of a file, and its verdict."""
        record_dependencies(report.dependencies)
        self.reports[report.path] = report
        self._project(report.path).remember(report)
        if self.options.progress is not None:
            self.options.progress(len(self.reports), self._total)

    def _attribute(self) -> None:
        """Find the findings of affected files that the named files cause."""
        named = frozenset(self.index.named)
        self._caused += caused(self.affected, named, lambda path: self._report(path).findings, self._apart)

    def _apart(self, tasks: Sequence[FileTask]) -> dict[str, Sequence[Finding]]:
        """The findings of affected files without the jobs and contracts of the named files."""
        found: dict[str, Sequence[Finding]] = {}
        todo: dict[str, FileTask] = {}
        for task in tasks:
            report = self._project(task.path).recall_apart(task, self.index.readable(task.path))
            if report is None:
                todo[task.path] = task
            else:
                found[task.path] = report.findings

        def take(report: FileReport) -> None:
            record_dependencies(report.dependencies)
            found[report.path] = report.findings
            self._project(report.path).remember_apart(report, todo[report.path])

        self._lint([*todo.values()], take)
        return found

    def _outcome(
        self,
        there: Sequence[str],
        files: Sequence[str],
        not_found: Sequence[Problem],
        configurations: Sequence[Project],
    ) -> Linted:
        """The result of the run: `there` are the files that exist, `files` those of them that were linted."""
        # In the order of the files, not in that in which they were finished.
        reports = [self._report(path) for path in files if path in self.reports or path in self.recalled]
        findings = [*(finding for report in reports for finding in report.findings), *self._caused]
        errors = sum(report.errors for report in reports)
        named = frozenset(there)
        for path, message in self.index.failures.items():
            report = self.reports.get(path)
            # A failure to read definitions usually makes linting fail as well.
            if path in named and (report is None or not report.errors):
                findings.append(internal_error(path, message))
                errors += 1
        findings = without_copies(findings, self.index.task, self.workspace)
        if self.options.only_named:
            findings = [finding for finding in findings if finding.place.path in named]
        problems: list[Problem] = []
        mistakes: list[Finding] = []
        known_files = (*there, *self.index.others)
        for project in configurations:
            configured = project.configured(known_files)
            mistakes += configured.mistakes
            findings += configured.findings
            problems += configured.problems
            errors += configured.errors
        for problem in not_found:
            settings = self.options.resolver.settings_for(problem.place.path)
            stated = [from_problem(problem, choice(settings))]
            # A requested path that does not exist: a run that lints less than requested must not pass.
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
            cached=len(files) - sum(report.path in self.reports for report in reports),
            stale_baseline=stale,
            warnings=warnings,
            affected=tuple(sorted({finding.place.path for finding in self._caused} - named)),
            unindexed=tuple(self.index.remarks),
            ungoverned=self._ungoverned(named),
            passed_over=tuple(dict.fromkeys(project.refusal for project in self.projects.values() if project.refusal)),
        )
        digests = {path: report.digest for path, report in (*self.recalled.items(), *self.reports.items())}
        for project in self.projects.values():
            digests.update(project.digests)
        return Linted(result, digests)

    def _ungoverned(self, named: Collection[str]) -> tuple[str, ...]:
        """The ungoverned container scripts among some files; empty without the index, because it is then not known."""
        found = {path for project in self.projects.values() for path in project.ungoverned}
        return tuple(sorted(found.intersection(named))) if self.options.index else ()

    def _save(self) -> tuple[str, ...]:
        warnings: list[str] = []
        for project in self.projects.values():
            warnings.append(project.save())
        warnings += self.index.save()
        return tuple(dict.fromkeys(filter(None, warnings)))

    def _subtract(self, findings: list[Finding], files: Sequence[str]) -> tuple[list[Finding], tuple[str, ...]]:
        """The findings that are in no baseline, and the stale entries of baselines."""
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
        """Whether a rule was run on a file."""
        return code in choice(self.options.resolver.settings_for(path)).selection.codes


def _once(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Each finding once. If a file and its importer report the same, the file's is kept: only that one has a fix."""
    found: dict[object, Finding] = {}
    for finding in findings:
        known = found.setdefault((finding.code, finding.place, finding.message), finding)
        if known.fix is None and finding.fix is not None:
            found[finding.code, finding.place, finding.message] = finding
    return found.values()
