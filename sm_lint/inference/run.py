"""Infers the contracts of the scripts that paths name."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from sm_lint.config.load import Resolver
from sm_lint.config.settings import Settings
from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.failure import describe
from sm_lint.files.named import Named, named_paths
from sm_lint.inference.model import InferredContract, Source
from sm_lint.inference.naming import distinct, id_of_script, longer_id
from sm_lint.inference.script import infer_contract
from sm_lint.lint.linking.file_analysis import FileAnalysis
from sm_lint.lint.linking.modules import modules_of
from sm_lint.lint.linking.source_view import SourceView, views, written_views
from sm_lint.lint.linking.task import Batch, FileTask
from sm_lint.lint.run.options import RunOptions
from sm_lint.lint.run.project_index import ProjectIndex, indexed
from sm_lint.syntax.collector import begin_text, collector_off
from sm_lint.syntax.parse import SyntaxProblem
from sm_lint.syntax.span import Place
from sm_lint.workspace.document_kind import DEFINITIONS, IMAGES, document_kind
from sm_lint.workspace.source import SourceProblem
from sm_lint.workspace.view import FileView


class Inferred(NamedTuple):
    """A script and its inferred contract, or why there is none.

    Attributes:
        path: absolute path of the script.
        declared: the contracts from configuration that govern it.
        settings: the settings in force for it.
        contract: what was inferred; None for a script that cannot be read, parsed or understood.
        problem: why there is none, empty otherwise.
        place: the place of the problem.
    """

    path: str
    declared: tuple[Contract, ...]
    settings: Settings
    contract: InferredContract | None
    problem: str = ""
    place: Place | None = None


class Understood(NamedTuple):
    """A container script and its analysis."""

    path: str
    analysis: FileAnalysis


class Failed(NamedTuple):
    """A script that cannot be read, parsed or understood, and why.

    Attributes:
        path: absolute path of the script.
        problem: why.
        place: where.
        settings: the settings in force for it.
    """

    path: str
    problem: str
    place: Place
    settings: Settings


def infer_paths(paths: Named, resolver: Resolver | None = None, source: Source = "both") -> list[Inferred]:
    """The inferred contracts of the container scripts that paths name, sorted by path; ids are distinct.

    Args:
        paths: files and folders, relative to the resolver's working directory.
        resolver: provides the settings.
        source: what contracts are inferred from.
    """
    results: list[Inferred] = []
    with collector_off():
        for item in each_script(paths, resolver):
            if isinstance(item, Failed):
                results.append(Inferred(item.path, (), item.settings, None, item.problem, item.place))
            elif source != "jobs" or item.analysis.launched_by:
                results.append(_inferred(item, source))
    return _with_distinct_ids(sorted(results, key=lambda result: result.path))


def _inferred(item: Understood, source: Source) -> Inferred:
    declared, settings = item.analysis.task.declared, item.analysis.settings
    try:
        return Inferred(item.path, declared, settings, infer_contract(item.analysis, source))
    except Exception as error:  # noqa: BLE001 - a failure for one script must not hide the others
        problem = f"its contract cannot be inferred: {describe(error)}"
        return Inferred(item.path, declared, settings, None, problem, Place(item.path))


def each_script(paths: Named, resolver: Resolver | None = None) -> Iterator[Understood | Failed]:
    """The container scripts that paths name.

    A folder stands for the scripts in it that run in containers; a file that is named itself counts in any case, if it
    is a script and not a definition of jobs.

    Args:
        paths: files and folders, relative to the resolver's working directory.
        resolver: provides the settings.
    """
    resolver = resolver or Resolver()
    asked = named_paths(paths)
    index, found = indexed(asked, RunOptions(resolver))
    named = {os.path.normpath(os.path.join(resolver.cwd, path)) for path in asked}
    for path in found.files:
        yield from _of_file(path, index, path in named)
    for problem in found.problems:
        settings = resolver.settings_for(problem.place.path)
        yield Failed(problem.place.path, problem.message, problem.place, settings)


def _of_file(path: str, index: ProjectIndex, named: bool) -> Iterator[Understood | Failed]:
    if document_kind(path) in DEFINITIONS | IMAGES:
        return
    task = index.task(path)
    batch = Batch(index.settings(path), (), index.run)
    try:
        texts = [*views(path, modules_of(batch).workspace.content(path)), *written_views(task.definitions)]
    except SourceProblem as error:
        if named:
            yield Failed(path, error.problem.message, error.problem.place, batch.settings)
        return
    for view in texts:
        yield from _of_view(view, task.of_text(view.module_path, batch.settings), batch, named)


def _of_view(view: SourceView, task: FileTask, batch: Batch, named: bool) -> Iterator[Understood | Failed]:
    path, settings = view.module_path, batch.settings
    begin_text(len(view.text))
    try:
        analysis = analysis_of(view, task, batch)
        # The cells of a notebook are no script, whatever they do; a notebook that is named is taken at its word.
        may_be = view.container or named or bool(analysis.contracts)
        wanted = (may_be and analysis.is_container_script) or (named and analysis.is_entry and view.container)
        if wanted and not analysis.is_launcher:
            yield Understood(path, analysis)
    except SyntaxProblem as error:
        if named:
            yield Failed(path, error.problem.message, view.shown(error.problem.place), settings)
    except Exception as error:  # noqa: BLE001 - a failure for one script must not hide the others
        yield Failed(path, f"the interpreter failed: {describe(error)}", Place(path), settings)


def analysis_of(view: SourceView, task: FileTask, batch: Batch) -> FileAnalysis:
    """The analysis of one text of a file.

    Raises:
        SyntaxProblem: it cannot be parsed.
    """
    modules = modules_of(batch)
    module = modules.parsed(view)
    around = FileView(modules.workspace, task.project, batch.settings.src)
    return FileAnalysis(module, task, batch.settings, modules.loader(around), around, view.shown)


def _with_distinct_ids(results: list[Inferred]) -> list[Inferred]:
    """The results with contracts under one id named after their folders too."""
    counts = Counter(id_of_script(result.path) for result in results if result.contract is not None)
    taken: set[str] = set()
    renamed = []
    for result in results:
        if result.contract is not None:
            id = result.contract.contract.id
            id = distinct(longer_id(result.path) if counts[id] > 1 else id, taken)
            taken.add(id)
            contract = replace(result.contract.contract, id=id, label=f"contract `{id}`")
            result = result._replace(contract=replace(result.contract, contract=contract))
        renamed.append(result)
    return renamed
