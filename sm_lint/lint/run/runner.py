"""A run from start to finish: find files, skip those known to be clean, have the others linted, put the findings in order.

Nothing here imports libcst: a run in which every file is known to be clean does without it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sm_lint.config.load import Resolver
from sm_lint.config.settings import Settings
from sm_lint.diagnostics.finding import Finding
from sm_lint.diagnostics.result import RunResult
from sm_lint.files.discover import MISSING, discover
from sm_lint.files.named import Named, named_paths
from sm_lint.lint.linking.task import FileReport, FileTask, internal_error
from sm_lint.lint.run import baseline as baselines
from sm_lint.lint.run.affected import governed, importers, is_explained, launched, marked, same, without
from sm_lint.lint.run.cache_folders import CacheFolders
from sm_lint.lint.run.filter import admit, from_problem
from sm_lint.lint.run.options import Progress, RunOptions
from sm_lint.lint.run.project import Project
from sm_lint.lint.run.project_index import ProjectIndex
from sm_lint.lint.run.workers import Workers
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
    """Lint files and folders, and the scripts that they have an effect on.

    The files are judged by all job definitions and contracts of their project, and the scripts that they launch or govern
    are judged with them: of these, the findings are reported that the named files are the cause of.

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
        index: take into account what the other files of the project define; otherwise only the paths count.
        only_named: report only what is found in the files that the paths stand for.

    Returns:
        Findings sorted by path, line, column and code, whatever the number of processes.

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
    """Lint one text as if it were the content of a file.

    The text is judged by the job definitions and contracts of its project, and the scripts that it launches are judged
    with it; see :func:`lint_paths`.

    Args:
        source: the text, or its bytes.
        path: decides which configuration and which contracts hold; the file need not exist.
        resolver: where settings come from; the configuration files around `path` if left out.
        allow_plugins: import plugins of the project that are no installed rule packages; of use without a `resolver`.
        cache: use and update what is kept of the other files of the project. Of the text nothing is kept.
        index: take into account what the other files of the project define.
        only_named: report only what is found in the text.

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
    """The outcome of a run, with the hash of each file's content as it was linted."""

    result: RunResult
    digests: Mapping[str, str | None]


def run(paths: Sequence[str | os.PathLike[str]], options: RunOptions) -> Linted:
    """Lint files and folders; see :func:`lint_paths`."""
    return Run(options).lint([os.fspath(path) for path in paths])


@dataclass(slots=True)
class Run:
    """The state of one run.

    Attributes:
        options: how it is to go.
        workspace: its files.
        projects: those of the files that are judged, by their settings.
        index: what all files of the projects define.
        reports: what came of each file that was linted.
        affected: files that are judged for the sake of those that were named, with what governs them.
    """

    options: RunOptions
    workspace: Workspace = field(init=False)
    projects: dict[Settings, Project] = field(default_factory=dict)
    index: ProjectIndex = field(init=False)
    reports: dict[str, FileReport] = field(default_factory=dict)
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
        """Go through all stages."""
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
                project.launches = self.index.launches
            # Files are not linted under options that were not understood.
            files = [path for path in found.files if not self._project(path).problems]
            named = [path for path in files if not self._is_configuration(path)]
            self._lint_all(named, [] if self.options.only_named else self._candidates())
        return self._outcome(found.files, files, found.problems, configured)

    def _project(self, file: str) -> Project:
        """What a file belongs to, which is the same for all files of a folder."""
        folder = os.path.dirname(file)
        project = self._by_folder.get(folder)
        if project is None:
            project = self._by_folder[folder] = self._under(self.options.resolver.settings_for(folder))
        return project

    def _under(self, settings: Settings) -> Project:
        project = self.projects.get(settings)
        if project is None:
            project = self.projects[settings] = Project(settings, self.workspace, self._folders)
            project.launches = self.index.launches
        return project

    def _is_configuration(self, path: str) -> bool:
        """Is a file one that options or contracts are read from? Such files are judged with the configuration."""
        if document_kind(path) is not DocumentKind.TOML:
            return False
        settings = self._project(path).settings
        return path in settings.config_files or any(path == source.path for source in settings.contract_sources)

    def _candidates(self) -> list[str]:
        """Files that were not named and may have findings because of files that were."""
        others = frozenset(self.index.others)
        if not others:
            return []
        named = frozenset(self.index.named)
        found = {*launched(self.index, named), *importers(self.index, named)}
        found.update(governed(others, named, lambda path: self._project(path).declared(path)))
        return sorted(found & others)

    def _lint_all(self, named: Sequence[str], candidates: Sequence[str]) -> None:
        """Lint the named files and those that they may have an effect on, except what is known to be clean."""
        todo = [path for path in named if not self._project(path).known_clean(path)]
        more = [path for path in candidates if not self._project(path).known_clean(path)]
        self._total = len(todo) + len(more)
        self.affected = {path: self.index.task(path) for path in more}
        self._lint([*map(self.index.task, todo), *self.affected.values()], self._take)
        if more:
            self._attribute()

    def _lint(self, tasks: Sequence[FileTask], done: Callable[[FileReport], None]) -> None:
        if not tasks:
            return
        by_settings: dict[Settings, list[FileTask]] = {}
        for task in tasks:
            by_settings.setdefault(self._project(task.path).settings, []).append(task)
        size = sum(self.workspace.size(task.path) for task in tasks)
        self.workers.lint(self.index.batches(by_settings), size, done)

    def _take(self, report: FileReport) -> None:
        """Keep what came of a file, and remember where it is clean."""
        record_dependencies(report.dependencies)
        self.reports[report.path] = report
        self._project(report.path).remember(report)
        if self.options.progress is not None:
            self.options.progress(len(self.reports), self._total)

    def _attribute(self) -> None:
        """Find out which findings of the affected files the named files are the cause of.

        What a finding says itself decides; else it is one that is not there without the jobs and contracts of these files.
        """
        named = frozenset(self.index.named)
        doubtful: dict[str, list[Finding]] = {}
        for path, task in self.affected.items():
            for finding in self.reports[path].findings:
                if is_explained(finding, task, named):
                    self._caused.append(marked(finding, task, named))
                else:
                    doubtful.setdefault(path, []).append(finding)
        tasks = {path: without(self.affected[path], named) for path in doubtful}
        found: dict[str, FileReport] = {}
        self._lint(
            [task for path, task in tasks.items() if task != self.affected[path]],
            lambda report: found.__setitem__(report.path, report),
        )
        for path, report in found.items():
            record_dependencies(report.dependencies)
            there = same(report.findings)
            self._caused += [
                marked(finding, self.affected[path], named)
                for key, finding in same(doubtful[path]).items()
                if key not in there
            ]

    def _outcome(
        self,
        there: Sequence[str],
        files: Sequence[str],
        not_found: Sequence[Problem],
        configurations: Sequence[Project],
    ) -> Linted:
        """What comes of the run: `there` are the files that exist, `files` those of them that were linted."""
        reports = [report for path, report in self.reports.items() if path not in self.affected]
        findings = [*(finding for report in reports for finding in report.findings), *self._caused]
        errors = sum(report.errors for report in reports)
        named = frozenset(there)
        for path, message in self.index.failures.items():
            report = self.reports.get(path)
            # What breaks the reading of definitions mostly breaks linting too.
            if path in named and (report is None or not report.errors):
                findings.append(internal_error(path, message))
                errors += 1
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
            cached=len(files) - len(reports),
            stale_baseline=stale,
            warnings=warnings,
            affected=tuple(sorted({finding.place.path for finding in self._caused} - named)),
            unindexed=tuple(self.index.remarks),
            ungoverned=self._ungoverned(named),
            passed_over=tuple(dict.fromkeys(project.refusal for project in self.projects.values() if project.refusal)),
        )
        digests = {path: report.digest for path, report in self.reports.items()}
        for project in self.projects.values():
            digests.update(project.digests)
        return Linted(result, digests)

    def _ungoverned(self, named: Collection[str]) -> tuple[str, ...]:
        """The container scripts among some files that nothing governs; without the index that is not known."""
        found = {path for project in self.projects.values() for path in project.ungoverned}
        return tuple(sorted(found.intersection(named))) if self.options.index else ()

    def _save(self) -> tuple[str, ...]:
        warnings: list[str] = []
        for project in self.projects.values():
            warnings.append(project.save())
        warnings += self.index.save()
        return tuple(dict.fromkeys(filter(None, warnings)))

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
