"""Rename a variable or argument wherever it is written, or say why that is impossible."""

from __future__ import annotations

import re
from collections.abc import Iterable

import libcst as cst

from sm_lint.contracts.model import argument_name
from sm_lint.diagnostics.edits import Lines
from sm_lint.diagnostics.finding import Edit
from sm_lint.flow.facts import ArgumentFact
from sm_lint.server.buffers import Buffers
from sm_lint.server.landmarks import Cursor, Declared, Landmark, Seen
from sm_lint.server.relations import Relatives, Subject, relatives, statements, subject_of, uses
from sm_lint.server.snapshot import Snapshot
from sm_lint.syntax.span import Place, Span

_NAME = re.compile(r"[A-Za-z_][\w-]*")
_WORD = re.compile(r"[\w-]+")


class RenameRefusedError(Exception):
    """Why something cannot be renamed: one sentence without a full stop."""


def target(found: Iterable[Landmark], text: str, cursor: Cursor) -> tuple[Subject, Landmark, Span] | None:
    """What is renamed at a position, and the span of its name there; None if nothing can be renamed.

    Args:
        found: the things at the position, the smallest first.
        text: the text of the document, or of the cell.
        cursor: the position.
    """
    lines = Lines(text).lines
    if not 1 <= cursor.line <= len(lines):
        return None
    line = lines[cursor.line - 1]
    word = next((each for each in _WORD.finditer(line) if each.start() < cursor.column <= each.end() + 1), None)
    if word is None:
        return None
    for landmark in found:
        subject = named(landmark)
        if subject is not None and _is_spelling(word.group().lstrip("-"), subject):
            start = word.start() + len(word.group()) - len(word.group().lstrip("-")) + 1
            return subject, landmark, Span(cursor.line, start, cursor.line, word.end() + 1)
    return None


def named(landmark: Landmark) -> Subject | None:
    """The variable or argument that a thing names; None for any other thing."""
    if not isinstance(landmark.thing, Declared | Seen):
        return None
    subject = subject_of(landmark.thing)
    return subject if subject is not None and subject.kind in ("variable", "argument") else None


def _is_spelling(word: str, subject: Subject) -> bool:
    return word == subject.value or (subject.kind == "argument" and argument_name(word) == subject.value)


def edits(
    snapshot: Snapshot, buffers: Buffers, path: str, landmark: Landmark, subject: Subject, new: str
) -> list[Edit]:
    """The edits that give a variable or argument a new name in its script, contracts and job definitions.

    Raises:
        RenameRefusedError: the new name is not a name, or a place does not spell the old one.
    """
    if _NAME.fullmatch(new) is None or (subject.kind == "variable" and "-" in new):
        raise RenameRefusedError(f"`{new}` is not a valid name of {_article(subject.kind)}")
    kin = relatives(snapshot, path, landmark.thing)
    _expect_one_script(kin, subject)
    places = [*statements(subject, kin), *uses(snapshot, subject, kin), landmark.place]
    found: dict[tuple[str, int | None, Span], Edit] = {}
    for place in dict.fromkeys(places):
        for edit in _spellings(buffers, place, subject, new):
            found[edit.place.path, edit.place.cell, edit.place.span] = edit
    if subject.kind == "argument":
        for edit in _attributes(snapshot, buffers, kin, subject, new):
            found[edit.place.path, edit.place.cell, edit.place.span] = edit
    return list(found.values())


def _article(kind: str) -> str:
    return "an argument" if kind == "argument" else f"a {kind}"


def _expect_one_script(kin: Relatives, subject: Subject) -> None:
    if len(kin.scripts) > 1:
        raise RenameRefusedError(
            f"{len(kin.scripts)} scripts share `{subject.value}` through one contract or job; rename it in each of them"
        )


def _spellings(buffers: Buffers, place: Place, subject: Subject, new: str) -> list[Edit]:
    """The edits in the text of one place."""
    text = _text(buffers, place)
    lines = Lines(text)
    try:
        start, end = lines.slice(place.span)
    except ValueError:
        raise RenameRefusedError(f"{place.path}:{place.span.line} has changed") from None
    found = []
    for word in _WORD.finditer(text, start, end):
        bare = word.group().lstrip("-")
        if _is_spelling(bare, subject):
            found.append(_edit(text, place, word.end() - len(bare), bare, _like(bare, new, subject)))
    if not found:
        raise RenameRefusedError(f"{place.path}:{place.span.line} does not spell `{subject.value}` out")
    return found


def _like(old: str, new: str, subject: Subject) -> str:
    """The new name with the separators that the old spelling uses."""
    if subject.kind != "argument":
        return new
    if "_" in old and "-" not in old:
        return new.replace("-", "_")
    return new.replace("_", "-") if "-" in old else new


def _attributes(snapshot: Snapshot, buffers: Buffers, kin: Relatives, subject: Subject, new: str) -> list[Edit]:
    """The edits of ``args.name`` in the script, for each name that is assigned the parsed arguments."""
    found = []
    for script in kin.scripts:
        for analysis in snapshot.analyses(script):
            nodes = list(analysis.module.order.nodes)
            spaces = {name for node in nodes for name in _namespaces(node)}
            attributes = [
                node.attr
                for node in nodes
                if isinstance(node, cst.Attribute)
                and argument_name(node.attr.value) == subject.value
                and isinstance(node.value, cst.Name)
                and node.value.value in spaces
            ]
            if not attributes and any(
                fact.used and argument_name(fact.dest) == subject.value
                for fact in analysis.script_facts().all(ArgumentFact)
            ):
                raise RenameRefusedError(f"`{subject.value}` is read in a way that cannot be followed")
            for attribute in attributes:
                place = analysis.shown(analysis.module.place(attribute))
                text = _text(buffers, place)
                start = Lines(text).slice(place.span)[0]
                found.append(_edit(text, place, start, attribute.value, new.replace("-", "_")))
    return found


def _namespaces(node: cst.CSTNode) -> list[str]:
    """The names that a statement assigns the parsed arguments to."""
    if not isinstance(node, cst.Assign) or not isinstance(node.value, cst.Call):
        return []
    called = node.value.func
    if not isinstance(called, cst.Attribute) or called.attr.value not in ("parse_args", "parse_known_args"):
        return []
    targets = [each.target for each in node.targets]
    first = [each.elements[0].value if isinstance(each, cst.Tuple) and each.elements else each for each in targets]
    return [each.value for each in first if isinstance(each, cst.Name)]


def _edit(text: str, place: Place, start: int, old: str, new: str) -> Edit:
    line = text.count("\n", 0, start) + text.count("\r", 0, start) - text.count("\r\n", 0, start) + 1
    column = start - max(text.rfind("\n", 0, start), text.rfind("\r", 0, start))
    return Edit(Place(place.path, Span(line, column, line, column + len(old)), place.cell), new, old)


def _text(buffers: Buffers, place: Place) -> str:
    if place.cell is not None:
        cell = buffers.cell(place.path, place.cell)
        if cell is None:
            raise RenameRefusedError(f"{place.path} is not open as a notebook")
        return cell.text
    return buffers.text(place.path)
