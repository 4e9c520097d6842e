"""Facts, contracts and job kinds of scripts, for `sm-lint inspect` and editors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sm_lint.config.load import Resolver
from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.failure import describe
from sm_lint.files.named import Named, named_paths
from sm_lint.flow.facts import Subject
from sm_lint.inspection.analyses import analysis_of, batch_of, texts_of
from sm_lint.inspection.environment_records import environment_records
from sm_lint.inspection.fact_records import FactRecords
from sm_lint.inspection.job_records import job_records
from sm_lint.judgement.definitions.sdk_pin import target_sdk
from sm_lint.lint.linking.file_analysis import FileAnalysis
from sm_lint.lint.linking.source_view import SourceView
from sm_lint.lint.linking.task import Batch, FileTask
from sm_lint.lint.run.options import RunOptions
from sm_lint.lint.run.project_index import ProjectIndex, indexed
from sm_lint.output.text import encodable, shown_path
from sm_lint.syntax.parse import SyntaxProblem
from sm_lint.workspace.document_kind import DEFINITIONS, IMAGES, document_kind
from sm_lint.workspace.source import SourceProblem


def inspect_paths(
    paths: Named, resolver: Resolver | None = None, *, overlay: Mapping[str, bytes] | None = None
) -> list[dict[str, Any]]:
    """The analysis of each script as JSON objects sorted by path; a folder stands for the scripts in it.

    Contracts and jobs are those under which the script is linted: all of its project count, regardless of the named
    files.

    A notebook gives one object for its joined cells and one for each script that they write, with the notebook's path
    in `notebook`. A script that cannot be read or parsed has an `error` and no facts; if reading its job definitions
    failed inside the linter, it has a `failure`, and its facts.

    Args:
        paths: files and folders, relative to the resolver's working directory.
        resolver: provides the settings; by default those of the configuration files around the paths.
        overlay: content that differs from the disk, by absolute path.
    """
    resolver = resolver or Resolver()
    index, found = indexed(named_paths(paths), RunOptions(resolver, overlay=overlay or {}))
    records = []
    for path in found.files:
        told = _inspect_file(index.task(path), index)
        if path in index.failures and told and "error" not in told[0]:
            told[0]["failure"] = encodable(index.failures[path])
        records += told
    records += [_failed(problem.place.path, problem.message, resolver.cwd) for problem in found.problems]
    return sorted(records, key=lambda record: str(record["path"]))


def _inspect_file(task: FileTask, index: ProjectIndex) -> list[dict[str, Any]]:
    path, cwd = task.path, index.options.resolver.cwd
    if document_kind(path) in IMAGES:
        return []  # not a script, but states the scripts that an image runs
    batch = batch_of(task, index)
    try:
        if document_kind(path) in DEFINITIONS:
            return [_defining(task, cwd)]
        texts = texts_of(task, batch)
    except SourceProblem as error:
        return [_failed(path, error.problem.message, cwd)]
    return [_inspect(view, task, batch, cwd) for view in texts]


def _inspect(view: SourceView, task: FileTask, batch: Batch, base: str) -> dict[str, Any]:
    try:
        record = _record(analysis_of(view, task, batch), base)
    except SyntaxProblem as error:
        record = _failed(view.module_path, error.problem.message, base)
    except Exception as error:  # noqa: BLE001 - a failure for one script must not hide the others
        record = _failed(view.module_path, f"the interpreter failed: {describe(error)}", base)
    if view.path != view.module_path:
        record["notebook"] = shown_path(view.path, base)
    return record


def _record(analysis: FileAnalysis, base: str) -> dict[str, Any]:
    facts = analysis.script_facts()
    records = FactRecords(facts, analysis.shown, base)
    subjects: tuple[Subject, ...] = ("path", "environment", "argument")
    return {
        "path": shown_path(analysis.module.path, base),
        "job": analysis.kind.kind if not analysis.is_launcher else None,
        "job_reason": encodable(analysis.kind.reason)
        if not analysis.is_launcher
        else "it defines jobs, and none runs it",
        "launcher": analysis.is_launcher,
        "sdk": _sdk(analysis, base) if analysis.is_launcher else None,
        "contracts": [encodable(contract.id) for contract in analysis.contracts],
        "governed_by": [_contract(contract, base) for contract in analysis.contracts],
        "entry": analysis.is_entry,
        "complete": facts.complete(*subjects),
        "complete_for": [subject for subject in subjects if facts.complete(subject)],
        "modules": [shown_path(module.path, base) for module in facts.modules],
        "left_out": [
            {"cell": problem.place.cell, "line": problem.place.span.line, "why": encodable(problem.message)}
            for problem in analysis.left_out
        ],
        "facts": records.facts(),
        "unresolved": records.unresolved(),
        "jobs": job_records(analysis.task.jobs, base),
        "environments": [] if analysis.is_launcher else environment_records(analysis, base),
    }


def _sdk(analysis: FileAnalysis, base: str) -> dict[str, Any] | None:
    """The SDK that the project of a launcher asks for, and where it does."""
    found = target_sdk(analysis.around, analysis.task.path, analysis.settings)
    if found is None:
        return None
    return {
        "generation": found.generation or "v2 or v3",
        "version": found.version or None,
        "text": encodable(found.text),
        "path": shown_path(found.path, base),
        "line": found.place.span.line,
        "cell": found.place.cell,
    }


def _contract(contract: Contract, base: str) -> dict[str, Any]:
    return {
        "id": encodable(contract.id),
        "label": encodable(contract.label or contract.id),
        "origin": contract.origin,
        "path": shown_path(contract.place.path, base),
        "line": contract.place.span.line,
    }


def _defining(task: FileTask, base: str) -> dict[str, Any]:
    """A file that is not a script but may define jobs."""
    if task.definitions is None:
        return _failed(task.path, "no job is defined in it", base)
    record = _failed(task.path, "", base)
    del record["error"]
    return {
        **record,
        "complete": True,
        "job_reason": "it is no script",
        "governed_by": [],
        "jobs": job_records(task.jobs, base),
    }


def _failed(path: str, message: str, base: str) -> dict[str, Any]:
    return {
        "path": shown_path(path, base),
        "job": None,
        "contracts": [],
        "complete": False,
        "error": encodable(message),
        "facts": [],
        "unresolved": [],
        "jobs": [],
        "environments": [],
    }
