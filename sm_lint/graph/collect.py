"""Collects everything for a picture: definitions and findings."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sm_lint.config.load import Resolver
from sm_lint.diagnostics.result import RunResult
from sm_lint.graph.build import graphs
from sm_lint.graph.model import Graph
from sm_lint.jobs.definition.model import Definitions
from sm_lint.lint.run.options import RunOptions
from sm_lint.lint.run.runner import Run
from sm_lint.workspace import disk


@dataclass(frozen=True, slots=True)
class Collected:
    """The graphs of some paths, and the run that they come from."""

    graphs: tuple[Graph, ...]
    result: RunResult


def collect(
    paths: Sequence[str], resolver: Resolver, *, cache: bool = True, overlay: Mapping[str, bytes] | None = None
) -> Collected:
    """Lint files and folders, including the scripts that their jobs launch, and build the graphs of their pipelines.

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
    options = RunOptions(resolver=resolver, jobs=None, cache=cache, overlay=overlay or {})
    defined, result = _run(given, options)
    looked_at = set(result.files)
    asked = [path for path in sorted(defined) if path in looked_at]
    scripts = {job.script.path for path in asked for job in defined[path].jobs if job.script is not None}
    more = sorted(path for path in scripts if path is not None and path not in looked_at and disk.is_file(path))
    if more:
        linked, whole = _run([*given, *more], options)
        defined = {path: linked[path] for path in asked if path in linked}
        result = whole
    return Collected(tuple(graphs(defined, result.findings, resolver.cwd)), result)


def _run(paths: Sequence[str], options: RunOptions) -> tuple[dict[str, Definitions], RunResult]:
    run = Run(options)
    result = run.lint(paths).result
    found: dict[str, Definitions] = {}
    for project in run.projects.values():
        found.update(project.launches.whole().by_file)
    return found, result
