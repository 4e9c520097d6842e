"""What is known of scripts, for `sm-lint inspect` and editors: facts, contracts, kind of job."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sm_lint.config.load import Resolver
from sm_lint.contracts.bind import binder_for
from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.failure import describe
from sm_lint.files.discover import discover
from sm_lint.files.named import Named, named_paths
from sm_lint.flow.facts import Subject
from sm_lint.inspection.fact_records import FactRecords
from sm_lint.inspection.job_records import job_records
from sm_lint.jobs.definition.model import Definitions, Job
from sm_lint.lint.linking.defining import define_file
from sm_lint.lint.linking.file_analysis import FileAnalysis
from sm_lint.lint.linking.launches import Launches, link
from sm_lint.lint.linking.modules import modules_of
from sm_lint.lint.linking.source_view import SourceView, views, written_views
from sm_lint.lint.linking.task import Batch, FileTask
from sm_lint.output.text import encodable, shown_path
from sm_lint.syntax.parse import SyntaxProblem
from sm_lint.workspace.document_kind import DEFINITIONS, IMAGES, document_kind
from sm_lint.workspace.source import SourceProblem
from sm_lint.workspace.view import FileView


def inspect_paths(paths: Named, resolver: Resolver | None = None) -> list[dict[str, Any]]:
    """What is known of each script, as JSON objects sorted by path; folders stand for the scripts in them.

    A notebook gives one object for its cells together and one for each script that they write, with the notebook's path
    in `notebook`. A script that cannot be read or parsed has an `error` and no facts; one whose job definitions broke the
    linter has a `failure`, and its facts.
    """
    paths, resolver = named_paths(paths), resolver or Resolver()
    found = discover(paths, resolver)
    run = uuid.uuid4().hex
    around = _around(found.files, paths, resolver)
    launches, failures = _launches(around, resolver, run)
    records = []
    for path in found.files:
        told = _inspect_file(path, around[path], resolver, run, launches)
        if path in failures and told and "error" not in told[0]:
            told[0]["failure"] = encodable(failures[path])
        records += told
    records += [_failed(problem.place.path, problem.message, resolver.cwd) for problem in found.problems]
    return sorted(records, key=lambda record: str(record["path"]))


def linked_jobs(files: Sequence[str], named: Sequence[str], resolver: Resolver, run: str) -> tuple[Job, ...]:
    """The jobs that files define, linked to the scripts that they launch.

    Args:
        files: absolute paths.
        named: files and folders that were asked for.
        resolver: where settings come from.
        run: what tells this run from others.
    """
    launches, _ = _launches(_around(files, named, resolver), resolver, run)
    return tuple(job for path in files if path in launches.by_file for job in launches.by_file[path].jobs)


def _around(files: Sequence[str], named: Sequence[str], resolver: Resolver) -> dict[str, str]:
    """The folder within which other files may be read for the sake of each file."""
    asked = [os.path.normpath(os.path.join(resolver.cwd, path)) for path in named]
    return {path: resolver.project_of(path, asked) for path in files}


def _launches(files: Mapping[str, str], resolver: Resolver, run: str) -> tuple[Launches, dict[str, str]]:
    """The jobs that files define with the scripts that they launch, and what broke while each file was read for them."""
    found: dict[str, Definitions] = {}
    failures: dict[str, str] = {}
    for path, around in files.items():
        report = define_file(FileTask(path, project=around), Batch(resolver.settings_for(path), (), run))
        if report.definitions is not None:
            found[path] = report.definitions
        if report.failure:
            failures[path] = report.failure
    return link(found, {path: resolver.settings_for(path) for path in found}), failures


def _inspect_file(path: str, around: str, resolver: Resolver, run: str, launches: Launches) -> list[dict[str, Any]]:
    if document_kind(path) in IMAGES:
        return []  # which is no script, but says what scripts an image runs
    batch = Batch(resolver.settings_for(path), (), run)
    governing = binder_for(batch.settings).governing
    task = FileTask(
        path, governing(path), launches.of(path), launches.by_file.get(path), launches.written_by(path), around
    )
    try:
        if document_kind(path) in DEFINITIONS:
            return [_defining(task, resolver.cwd)]
        texts = [*views(path, modules_of(batch).workspace.content(path)), *written_views(task.definitions)]
    except SourceProblem as error:
        return [_failed(path, error.problem.message, resolver.cwd)]
    records = []
    for view in texts:
        script = view.module_path
        mine = task if script == path else FileTask(script, governing(script), task.launches(script), project=around)
        records.append(_inspect(view, mine, batch, resolver.cwd))
    return records


def _inspect(view: SourceView, task: FileTask, batch: Batch, base: str) -> dict[str, Any]:
    try:
        modules = modules_of(batch)
        module = modules.parsed(view)
        around = FileView(modules.workspace, task.project, batch.settings.src)
        analysis = FileAnalysis(module, task, batch.settings, modules.loader(around), around, view.shown)
        record = _record(analysis, base)
    except SyntaxProblem as error:
        record = _failed(view.module_path, error.problem.message, base)
    except Exception as error:  # noqa: BLE001 - no script may hide what is known of the others
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
        "job": analysis.kind.kind,
        "job_reason": encodable(analysis.kind.reason),
        "contracts": [encodable(contract.id) for contract in analysis.contracts],
        "governed_by": [_contract(contract, base) for contract in analysis.contracts],
        "entry": analysis.is_entry,
        "complete": facts.complete(*subjects),
        "complete_for": [subject for subject in subjects if facts.complete(subject)],
        "modules": [shown_path(module.path, base) for module in facts.modules],
        "facts": records.facts(),
        "unresolved": records.unresolved(),
        "jobs": job_records(analysis.task.jobs, base),
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
    """A file that is no script and may define jobs."""
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
    }
