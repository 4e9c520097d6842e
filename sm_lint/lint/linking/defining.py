"""Reads job definitions from files, in any process."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from sm_lint.diagnostics.failure import describe
from sm_lint.jobs.definition.model import Definitions
from sm_lint.lint.linking.serialize import serialized
from sm_lint.lint.linking.task import Batch, FileTask, Heavy
from sm_lint.patterns import regex
from sm_lint.syntax.collector import begin_text, collector_off
from sm_lint.workspace.dependency import Dependency
from sm_lint.workspace.document_kind import is_notebook
from sm_lint.workspace.fingerprint import of_bytes
from sm_lint.workspace.source import SourceProblem
from sm_lint.workspace.view import FileView

MAX_COMMANDS = 200
_COMMAND = regex(r"[ \t]*(#[ \t]*)?[!%]{1,2}(?!\[)([^\r\n]{3,300})")
_SHELL_CELL = regex(r"\s*%%(?:bash|sh|script|cmd)\b")


class DefinitionReport(NamedTuple):
    """The definitions of one file.

    Attributes:
        path: absolute path.
        digest: hash of the content that was read; None if it could not be read.
        definitions: None if it defines nothing or cannot be read; its problems are reported when it is linted.
        dependencies: queries about other files on which the definitions depend.
        failure: description of an internal error while reading; empty if there was none.
        scanned: whether a scan of the bytes showed, without parsing, that it defines nothing.
    """

    path: str
    digest: str | None = None
    definitions: Definitions | None = None
    dependencies: tuple[Dependency, ...] = ()
    failure: str = ""
    scanned: bool = False


@serialized
def define_batch(batch: Batch) -> list[DefinitionReport | Heavy]:
    """The definitions of the files of a batch; can run in any process."""
    from sm_lint.syntax.parse import HeavyText

    def define(task: FileTask) -> DefinitionReport | Heavy:
        try:
            return define_file(task, batch)
        except HeavyText:
            return Heavy(task.path)

    with collector_off():
        return [define(task) for task in batch.tasks]


def define_file(task: FileTask, batch: Batch) -> DefinitionReport:
    """The definitions of one file. If anything fails, it defines nothing."""
    from sm_lint.lint.linking.modules import modules_of

    path = task.path
    modules = modules_of(batch)
    around = FileView(modules.workspace, task.project, batch.settings.src)
    try:
        data = modules.workspace.content(path)
        begin_text(len(data))
        found = _definitions(path, data, batch, around)
    except SourceProblem:
        return DefinitionReport(path)
    except Exception as error:  # noqa: BLE001 - one broken file must not hide the others
        return DefinitionReport(path, failure=f"reading its job definitions failed: {describe(error)}")
    return DefinitionReport(path, of_bytes(data), found, around.dependencies)


def _definitions(path: str, data: bytes, batch: Batch, around: FileView) -> Definitions | None:
    from sm_lint.files.notebook import read_notebook
    from sm_lint.jobs.documents.readers import reader_of
    from sm_lint.jobs.python.extract import extract
    from sm_lint.lint.linking.cells import parse_view
    from sm_lint.lint.linking.file_analysis import definition_setup
    from sm_lint.lint.linking.modules import Defined, modules_of
    from sm_lint.lint.linking.source_view import views

    reader = reader_of(path)
    if reader is not None:
        return reader.definitions(path, data)
    modules = modules_of(batch)
    cells = [file.name for file in read_notebook(path, data).writefiles] if is_notebook(path) else []
    view = next((view for view in views(path, data) if view.module_path == path), None)
    if view is None:
        # Shell cells alone: what they build and download counts for the definitions beside it.
        return Definitions(path, made=tuple(_commands(data))) if is_notebook(path) else None
    module, _ = parse_view(view, partial(modules.parsed, again=True))
    if module is None:
        return None
    setup = definition_setup(batch.settings, modules.loader(around))
    found, facts = extract(module, setup, view.shown, cells)
    modules.remember(module, Defined(facts, around.dependencies))
    if is_notebook(path):
        found = replace(found, made=(*found.made, *_commands(data)))
    return found


def _commands(data: bytes) -> list[str]:
    """Shell commands and magics of a notebook, each after ``!`` and its cell number; ``#`` marks commented-out ones."""
    found: list[str] = []
    for number, cell in enumerate(json.loads(data.decode("utf-8-sig")).get("cells", ()), 1):
        source = cell.get("source") if isinstance(cell, dict) and cell.get("cell_type") == "code" else None
        text = "".join(map(str, source)) if isinstance(source, list) else source
        if not isinstance(text, str):
            continue
        whole = _SHELL_CELL.match(text) is not None
        for line in text.splitlines():
            match = _COMMAND.match(line)
            if match is not None or whole:
                command = f"{'# ' if match[1] else ''}{match[2]}" if match is not None else line.strip()[:300]
                found.append(f"!{number} {command}")
    return list(dict.fromkeys(found))[:MAX_COMMANDS]
