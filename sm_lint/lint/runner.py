"""A run from start to finish: find files, skip those known to be clean, have the others linted, put the findings in order.

Nothing here imports libcst: a run in which every file is known to be clean does without it.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

from sm_lint.config.load import Resolver
from sm_lint.config.settings import Settings
from sm_lint.lint import baseline as baselines
from sm_lint.lint import workers
from sm_lint.lint.filter import admit, from_problem
from sm_lint.lint.finding import Finding
from sm_lint.lint.lines import LineTexts
from sm_lint.lint.options import Progress, RunOptions
from sm_lint.lint.project import Project
from sm_lint.lint.result import RunResult
from sm_lint.lint.ruleset import choice
from sm_lint.lint.stamps import Stamps
from sm_lint.lint.task import Batch, FileReport, FileTask
from sm_lint.syntax.span import Problem


def lint_paths(
    paths: Sequence[str | os.PathLike[str]],
    *,
    resolver: Resolver | None = None,
    jobs: int | None = 1,
    executor: Executor | None = None,
    cache: bool = True,
    baseline: bool = True,
    overlay: Mapping[str, bytes] | None = None,
    progress: Progress | None = None,
) -> RunResult:
    """Lint files and folders.

    Args:
        paths: files and folders, relative to the resolver's working directory.
        resolver: where settings come from; the configuration files around the paths if left out.
        jobs: the most processes to use; None for as many as pay. More than one starts a process pool, which scripts
            that call this must guard with ``if __name__ == "__main__"`` where processes are not forked.
        executor: where to send files instead: anything that pickles what it is given.
        cache: use and update the cache.
        baseline: leave out the findings that the configured baseline knows.
        overlay: content of files that differs from what is on disk, by absolute path; such a file need not exist.
        progress: called with how many files are done and how many there are.

    Returns:
        Findings sorted by path, line, column and code, whatever the number of processes.

    Raises:
        PluginError: a rule package cannot be used.
        BaselineError: the configured baseline cannot be used.
    """
    options = RunOptions(
        resolver=resolver or Resolver(),
        jobs=jobs,
        executor=executor,
        cache=cache,
        baseline=baseline,
        overlay=overlay or {},
        progress=progress,
    )
    return run(paths, options).result


def lint_source(source: str | bytes, path: str = "script.py", *, resolver: Resolver | None = None) -> RunResult:
    """Lint one text as if it stood at a path.

    Args:
        source: the text, or its bytes.
        path: decides which configuration and which contracts hold; the file need not exist.
        resolver: where settings come from; the configuration files around `path` if left out.

    Raises:
        PluginError: a rule package cannot be used.
        BaselineError: the configured baseline cannot be used.
    """
    resolver = resolver or Resolver()
    target = os.path.normpath(os.path.join(resolver.cwd, path))
    data = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    return lint_paths([target], resolver=resolver, cache=False, overlay={target: data})


@dataclass(frozen=True, slots=True)
class Linted:
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
    stamps: Stamps = field(default_factory=Stamps)
    projects: dict[Settings, Project] = field(default_factory=dict)
    reports: dict[str, FileReport] = field(default_factory=dict)

    def lint(self, paths: Sequence[str]) -> Linted:
        """Go through all stages."""
        from sm_lint.files.discover import discover

        for path, data in self.options.overlay.items():
            self.stamps.give(path, data)
        found = discover(paths, self.options.resolver, given=self.options.overlay)
        for path in paths:
            self._project(os.path.join(self.options.resolver.cwd, path))
        todo = [path for path in found.files if not self._project(path).known_clean(path)]
        self._lint(todo)
        return self._outcome(found.files, found.problems)

    def _project(self, path: str) -> Project:
        settings = self.options.resolver.settings_for(path)
        project = self.projects.get(settings)
        if project is None:
            project = self.projects[settings] = Project(settings, self.stamps, self.options.cache)
        return project

    def _lint(self, todo: Sequence[str]) -> None:
        """Have files linted, and remember which are clean."""
        if not todo:
            return
        by_settings: dict[Settings, list[FileTask]] = {}
        for path in todo:
            project = self._project(path)
            by_settings.setdefault(project.settings, []).append(FileTask(path, project.declared(path)))
        name = uuid.uuid4().hex
        batches = [Batch(settings, tuple(tasks), name, self.options.overlay) for settings, tasks in by_settings.items()]

        def done(report: FileReport) -> None:
            self.reports[report.path] = report
            self._project(report.path).remember(report)
            if self.options.progress is not None:
                self.options.progress(len(self.reports), len(todo))

        count = workers.worker_count(sum(map(self._size, todo)), len(todo), self.options.jobs)
        workers.run(batches, self.options.executor, count, done)

    def _size(self, path: str) -> int:
        data = self.options.overlay.get(path)
        if data is not None:
            return len(data)
        try:
            return os.path.getsize(path)
        except (OSError, ValueError):
            return 0

    def _outcome(self, files: Sequence[str], not_found: Sequence[Problem]) -> Linted:
        findings = [finding for report in self.reports.values() for finding in report.findings]
        errors = sum(report.errors for report in self.reports.values())
        problems: list[Problem] = []
        for project in self.projects.values():
            configured = project.configured(files)
            findings += configured.findings
            problems += configured.problems
            errors += configured.errors
        for problem in not_found:
            settings = self.options.resolver.settings_for(problem.place.path)
            findings += admit([from_problem(problem, choice(settings))], settings, choice(settings))
        warnings = self._save()
        known, stale = self._subtract(findings, files)
        result = RunResult(
            findings=tuple(sorted(dict.fromkeys(known), key=lambda finding: finding.sort_key)),
            files=tuple(sorted(files)),
            internal_errors=errors,
            problems=tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.place.path, p.place.span, p.message))),
            cached=len(files) - len(self.reports),
            stale_baseline=stale,
            warnings=warnings,
        )
        digests = {path: report.digest for path, report in self.reports.items()}
        for project in self.projects.values():
            digests.update(project.digests)
        return Linted(result, digests)

    def _save(self) -> tuple[str, ...]:
        caches = [project.cache for project in self.projects.values() if project.cache is not None]
        for cache in caches:
            cache.save()
        return tuple(cache.warning for cache in caches if cache.warning)

    def _subtract(self, findings: list[Finding], files: Sequence[str]) -> tuple[list[Finding], tuple[str, ...]]:
        """Findings that no baseline knows, and the entries of baselines that are out of date."""
        if not self.options.baseline:
            return findings, ()
        lines = LineTexts(self.options.overlay)
        stale: list[str] = []
        paths = dict.fromkeys(settings.baseline for settings in self.projects if settings.baseline)
        for path in paths:
            mine = [f for f in findings if self.options.resolver.settings_for(f.place.path).baseline == path]
            others = [f for f in findings if self.options.resolver.settings_for(f.place.path).baseline != path]
            mine.sort(key=lambda finding: finding.sort_key)
            rest = baselines.subtract(mine, baselines.read(path), path, lines, files)
            findings = [*others, *rest.findings]
            stale += rest.stale
        return findings, tuple(stale)
