"""Reads pipeline definitions and job requests in JSON: each step is a contract for its script."""

from __future__ import annotations

import posixpath
import re

from sm_lint.contracts.model import EntryPoint
from sm_lint.exchange.reading.model import Imported, ImportProblem
from sm_lint.inference.launching import contract_of_jobs
from sm_lint.inference.naming import distinct
from sm_lint.jobs.documents.extract_json import json_definitions, json_problem
from sm_lint.syntax.span import Place


def read_pipeline(data: bytes, path: str) -> list[Imported]:
    """A contract for each job of a document.

    Raises:
        ImportProblem: it is not JSON, or defines no job that runs a script.
    """
    problem = json_problem(path, data)
    if problem is not None:
        raise ImportProblem(problem.message, problem.place)
    found = json_definitions(path, data)
    if found is None or not found.jobs:
        raise ImportProblem("no job is defined in it", Place(path))
    imported: list[Imported] = []
    taken: set[str] = set()
    for job in found.jobs:
        name = job.step or (
            posixpath.splitext(posixpath.basename(job.script.written))[0] if job.script is not None else ""
        )
        id = distinct(re.sub(r"[^A-Za-z0-9_-]+", "_", name).strip("_") or "step", taken)
        taken.add(id)
        script = job.script
        entries: tuple[EntryPoint, ...] = ()
        if script is not None and script.written and "*" not in script.written:
            entries = (EntryPoint(posixpath.basename(script.written), script.place),)
        contract = contract_of_jobs((job,), id, entries)
        imported.append(Imported(contract))
    return imported
