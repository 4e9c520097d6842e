"""A contract for a script that has none, as an edit of the configuration."""

from __future__ import annotations

import os
from typing import NamedTuple

import tomli

from sm_lint.config.find import PYPROJECT
from sm_lint.diagnostics.edits import split_lines
from sm_lint.diagnostics.finding import Edit
from sm_lint.inference.adding import with_free_ids
from sm_lint.inference.document import document_text
from sm_lint.inference.run import Inferred
from sm_lint.inference.script import infer_contract
from sm_lint.output.text import short_places
from sm_lint.server.buffers import Buffers
from sm_lint.server.snapshot import Snapshot
from sm_lint.syntax.span import Place, Span
from sm_lint.toml_editing.adding import appended, prefix_in
from sm_lint.toml_editing.editor import NotEditable


class FirstContract(NamedTuple):
    """A contract that can be added to a configuration.

    Attributes:
        id: the contract's.
        edit: adds it to the end of the file.
        is_new: whether the file does not exist yet.
    """

    id: str
    edit: Edit
    is_new: bool


def first_contract(snapshot: Snapshot, buffers: Buffers, path: str, root: str) -> FirstContract | None:
    """The contract inferred from a container script that no contract governs; None for any other document.

    Args:
        snapshot: what is known of its project.
        buffers: the open documents.
        path: the script.
        root: the folder that a new configuration is put in.
    """
    analysis = next((each for each in snapshot.analyses(path) if each.module.path == path), None)
    if analysis is None or analysis.task.declared or not analysis.is_container_script or analysis.is_launcher:
        return None
    settings = snapshot.settings(path)
    target = settings.config_path or os.path.join(root, PYPROJECT)
    content = buffers.content(target)
    text = buffers.text(target) if content is not None else ""
    plain = text.replace("\r\n", "\n")  # whoever applies the edit gives its lines the ending of the file's
    try:
        prefix = prefix_in(target, tomli.loads(plain))
        inferred = Inferred(path, (), settings, infer_contract(analysis, "both"))
        contracts = with_free_ids([inferred], plain, target)
        whole = appended(plain, document_text(contracts, prefix, short_places(os.path.dirname(target))))
    except (tomli.TOMLDecodeError, NotEditable):
        return None
    end = _end(text)
    edit = Edit(Place(target, Span(*end, *end)), whole[len(plain) :], "")
    return FirstContract(contracts[0].contract.id, edit, content is None)


def _end(text: str) -> tuple[int, int]:
    """The line and the column behind the last character of a text, counted from 1."""
    lines = split_lines(text)
    if not lines or lines[-1].endswith(("\n", "\r")):
        return len(lines) + 1, 1
    return len(lines), len(lines[-1]) + 1
