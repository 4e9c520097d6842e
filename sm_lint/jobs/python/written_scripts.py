"""Scripts that a definition writes from its own text: their content, and its place in the definition."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

import libcst as cst

from sm_lint.flow.domain.provenance import FILE
from sm_lint.flow.domain.text import display, is_textual, literal_str
from sm_lint.flow.domain.values import CallRecord, Opaque, Value
from sm_lint.jobs.definition.model import WrittenScript
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.span import Place

MAX_WRITTEN = 100
WRITES = frozenset({"write", "write_text"})
_CONTINUED = "\\\n"
_SUFFIXES = (".py", ".sh")


@dataclass(slots=True)
class Writing:
    """A script written by one call.

    Attributes:
        name: name of the file, as far as it is known.
        text: its content; None if it is not fully known.
        module, node: the literal with the text, or the expression that gives it.
    """

    name: str
    text: str | None
    module: ParsedModule
    node: cst.CSTNode


def writing(record: CallRecord) -> Writing | None:
    """The script that `file.write(text)` or `Path(name).write_text(text)` writes, if it is one."""
    receiver = record.arguments.get(0)
    path: Value | None = None
    mode = "w"
    if isinstance(receiver, Opaque) and receiver.type is FILE:
        path = receiver.attributes.get("name")
        mode = literal_str(receiver.attributes.get("mode")) or "r"
    elif record.callee == "pathlib.Path.write_text":
        path = receiver
    if path is None or not is_textual(path):
        return None
    name = display(path)
    if "*" in name or not name.endswith(_SUFFIXES):
        return None
    given = record.arguments.get(1, "data")
    text = literal_str(given) if mode in ("w", "wt", "x", "w+") else None
    module, node = record.module, record.arguments.nodes.get(1) or record.arguments.nodes.get("data") or record.node
    if given is not None and len(given.origins) == 1:
        module, node = given.origins[0].site
    return Writing(name, text, module, node)


def written_scripts(
    writings: dict[str, Writing], entry: ParsedModule, shown: Callable[[Place], Place]
) -> tuple[WrittenScript, ...]:
    """The Python scripts whose text is in a definition.

    Args:
        writings: by name.
        entry: the definition; files written by other modules belong to those.
        shown: maps places of the definition to those shown to users.
    """
    mine = [each for each in writings.values() if each.text is not None and each.module is entry]
    entry.locate([each.node for each in mine])
    folder = os.path.dirname(entry.path)
    return tuple(
        _script(os.path.normpath(os.path.join(folder, each.name)), each, entry.place(each.node), shown)
        for each in mine
        if each.name.endswith(".py")
    )


def _script(path: str, writing: Writing, raw: Place, shown: Callable[[Place], Place]) -> WrittenScript:
    place = shown(raw)
    text = writing.text or ""
    found = _stands(writing.node, text)
    if found is None:
        return WrittenScript(path, text, place)
    below, column, indent = found
    margin = place.span.column - raw.span.column  # for a cell that is indented as a whole
    first = column + margin if below else column + place.span.column - 1
    return WrittenScript(path, text, place, True, place.span.line + below, first, indent + margin)


def _stands(node: cst.CSTNode, text: str) -> tuple[int, int, int] | None:
    """The position at which a text begins in its literal, line for line; None if the two differ.

    Returns:
        Lines below the first one of the literal, columns before the first line of the text (from the literal's first
        column, where it is on its first line), columns before each other line.
    """
    if not isinstance(node, cst.SimpleString):
        return None
    prefix = node.prefix.lower()
    body = node.raw_value
    above = int(body.startswith(_CONTINUED) and "r" not in prefix)
    if above:
        body = body.removeprefix(_CONTINUED)
    if "b" in prefix or "\r" in body or ("\\" in body and "r" not in prefix) or not text.strip():
        return None
    for whole, margin in ((body, 0), (textwrap.dedent(body), _margin(body))):
        at = whole.find(text)
        if at >= 0:
            below = whole.count("\n", 0, at) + above
            column = at - (whole.rfind("\n", 0, at) + 1)
            return below, column + (margin if below else len(prefix) + len(node.quote)), margin
    return None


def _margin(body: str) -> int:
    """The columns that `textwrap.dedent` removes."""
    for before, after in zip(body.split("\n"), textwrap.dedent(body).split("\n")):
        if after.strip():
            return len(before) - len(after)
    return 0
