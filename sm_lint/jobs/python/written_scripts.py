"""Scripts that a definition writes out of its own text: what they hold, and where in the definition that stands."""

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
    """A script that is written by one call.

    Attributes:
        name: of the file, as it is known.
        text: what it holds; None where that is not known whole.
        module, node: the literal that holds the text, or the expression that gives it.
    """

    name: str
    text: str | None
    module: ParsedModule
    node: cst.CSTNode


def writing(record: CallRecord) -> Writing | None:
    """What `file.write(text)` or `Path(name).write_text(text)` writes, where that is a script."""
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
    """The Python scripts whose text stands in a definition.

    Args:
        writings: by name.
        entry: the definition; what other modules write is for them to say.
        shown: how places of the definition are known to users.
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
    margin = place.span.column - raw.span.column  # of a cell that is indented as a whole
    first = column + margin if below else column + place.span.column - 1
    return WrittenScript(path, text, place, True, place.span.line + below, first, indent + margin)


def _stands(node: cst.CSTNode, text: str) -> tuple[int, int, int] | None:
    """Where a text begins in the literal that it comes from, line for line; None where the two differ.

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
    """Columns that `textwrap.dedent` takes away."""
    for before, after in zip(body.split("\n"), textwrap.dedent(body).split("\n")):
        if after.strip():
            return len(before) - len(after)
    return 0
