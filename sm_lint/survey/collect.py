"""Collects a survey: lints, analyses the container scripts, and draws the pipelines."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

from sm_lint.config.load import Resolver
from sm_lint.config.settings import Settings
from sm_lint.graph.build import graphs
from sm_lint.graph.model import Graph
from sm_lint.jobs.definition.model import Definitions
from sm_lint.lint.linking.task import FileTask
from sm_lint.lint.run.idle_contracts import idle_contracts
from sm_lint.lint.run.options import RunOptions
from sm_lint.lint.run.project_index import ProjectIndex, indexed
from sm_lint.lint.run.runner import Run
from sm_lint.survey.analyse import analyse_batch, observe
from sm_lint.survey.compare import compared
from sm_lint.survey.links import links
from sm_lint.survey.model import Analysis, Origin, Survey


def survey(
    paths: Sequence[str], resolver: Resolver, *, cache: bool = True, overlay: Mapping[str, bytes] | None = None
) -> Survey:
    """Lint files and folders, and collect what is known of the container scripts in them.

    Contracts and jobs are those of the whole project, regardless of the named files.

    Args:
        paths: files and folders, relative to the resolver's working directory.
        resolver: provides the settings.
        cache: whether to use and update the cache.
        overlay: content that differs from the disk, by absolute path.

    Raises:
        PluginError: a rule package cannot be used.
        BaselineError: the configured baseline cannot be used.
    """
    given = [os.path.abspath(os.path.join(resolver.cwd, path)) for path in paths]
    run = Run(
        RunOptions(resolver=resolver, jobs=None, cache=cache, overlay=overlay or {}, observer=observe, spawn=True)
    )
    result = run.lint(given).result
    analyses = _analysed(run, result.files)
    scripts = tuple(compared(each, result.findings) for each in sorted(analyses, key=_order))
    definitions = run.index.launches.whole().by_file
    drawn = graphs(definitions, result.findings, resolver.cwd)
    sources, targets = links(drawn)
    shown = {each.path for each in analyses}
    return Survey(
        resolver.cwd,
        scripts,
        tuple(idle_contracts(run.index, resolver, given)),
        tuple(graph for graph in drawn if _concerns(graph, shown, result.files, definitions, resolver.cwd)),
        sources,
        targets,
        result,
    )


def analysed(
    paths: Sequence[str], resolver: Resolver, wanted: Callable[[FileTask], bool] = lambda task: True
) -> list[Analysis]:
    """The container scripts in files and folders, without linting them, sorted by path.

    Args:
        paths: files and folders, relative to the resolver's working directory.
        resolver: provides the settings.
        wanted: whether to analyse a file.
    """
    index, files = indexed(paths, RunOptions(resolver, jobs=None, spawn=True))
    tasks = [task for task in map(index.task, files.files) if wanted(task)]
    return sorted(_analyses(index, tasks), key=_order)


def _order(analysis: Analysis) -> tuple[str, str]:
    """Scripts are sorted by path, and those that notebooks write by the notebook too."""
    return (analysis.path, analysis.file)


def _analysed(run: Run, files: Sequence[str]) -> list[Analysis]:
    """The container scripts in linted files: those whose verdict was cached are analysed now, the others were before."""
    analyses = _analyses(run.index, [run.index.task(path) for path in files if path not in run.reports])
    for path in files:
        report = run.reports.get(path)
        if report is not None:
            analyses += _lost(run.index.task(path)) if report.observed is None else report.observed
    return analyses


def _analyses(index: ProjectIndex, tasks: Sequence[FileTask]) -> list[Analysis]:
    by_settings: dict[Settings, list[FileTask]] = {}
    for task in tasks:
        by_settings.setdefault(index.settings(task.path), []).append(task)
    found: list[Analysis] = []
    size = sum(index.workspace.size(task.path) for task in tasks)
    with index.workers:
        lost = index.workers.do(analyse_batch, index.batches(by_settings), size, found.extend)
    for batch in lost:
        for task in batch.tasks:
            found += _lost(task)
    return found


def _lost(task: FileTask) -> list[Analysis]:
    """A governed script whose process ended abnormally."""
    if not task.declared and not task.launched_by:
        return []
    contracts = task.declared or tuple(job.contract for job in task.launched_by)
    origin: Origin = "declared" if task.declared else "implied"
    reason = "the process that analysed it ended abnormally"
    return [Analysis(task.path, task.path, None, origin, contracts, task.launched_by, error=reason)]


def _concerns(
    graph: Graph, scripts: set[str], files: Sequence[str], definitions: Mapping[str, Definitions], base: str
) -> bool:
    """Whether a graph is of a linted file, or launches one of the surveyed scripts."""
    if any(node.script_path in scripts for node in graph.nodes):
        return True
    places = {node.place.path for node in graph.nodes if node.place is not None}
    return not places.isdisjoint(files)
