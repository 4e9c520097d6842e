"""IPython's additions to Python, blanked out so that what is left can be parsed.

No text grows or shrinks: every character that stays keeps its line and column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sm_lint.syntax.tokens import logical_line

# Cell magics whose cell is Python that runs in the kernel.
_TRANSPARENT = frozenset({"capture", "local", "prun", "time", "timeit"})
_WRITERS = frozenset({"writefile", "file"})

_CELL_MAGIC = re.compile(r"(?:[ \t]*(?:\r\n|\r(?!\n)|\n))*%%(?P<name>\w*)(?P<rest>[^\r\n]*)(?P<end>\r\n?|\n|$)")
_CANDIDATE = re.compile(
    r"^[ \t]*(?:[%!?]|(?:pip|conda|mamba|uv|cd|ls|ll|rm|cp|mv|mkdir|cat|man|more|less)\w*[ \t])|\?[ \t;]*(?:[\r\n]|$)|=[ \t]*[!%]",
    re.MULTILINE,
)
_ESCAPED = re.compile(r"(?P<indent>[ \t]*)[%!?]")
_RUNS_PYTHON = re.compile(r"(?P<indent>[ \t]*)(?P<magic>%(?:time|timeit|prun)[ \t]+)(?=[^\s-])")
_ASSIGNED = re.compile(
    r"(?P<target>(?:[^\r\n#'\"\[]|\[[^\r\n\[\]#]*\])+?(?<![=!<>%&|^+\-*/@])=[ \t]*)(?P<command>[!%])"
)
_HELP = re.compile(r"(?P<indent>[ \t]*)(?![ \t])[^\r\n#'\"]*\?[ \t;]*(?:(?=[\r\n])|$)")
_CONTINUED = re.compile(r"(?:[^\r\n]*\\(?:\r\n?|\n))*[^\r\n]*")
_CODE_LINE = re.compile(r"[^\r\n]*")
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|$)")
_VISIBLE = re.compile(r"[^\r\n]")
_FILE_NAME = re.compile(r"""(?P<options>(?:--?\w+[ \t]+)*)(?P<name>"[^"]+"|'[^']+'|\S.*)""", re.DOTALL)


# Commands that IPython takes without a sign before them, as long as nothing else has their name.
_AUTOMAGIC = re.compile(
    r"(?P<indent>[ \t]*)(?:pip3?|conda|mamba|uv|cd|ls|ll|rm|rmdir|cp|mv|mkdir|cat|man|more|less)[ \t]+"
    r"(?!(?:in|is|and|or|not|if|for|as)\b)[\w./~$*-](?![ \t]*=)"
)
_INDENT = re.compile(r"(?:[ \t]*(?:\r\n|\r(?!\n)|\n))*(?P<indent>[ \t]+)(?=[^ \t\r\n])")


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell as Python sees it.

    Attributes:
        text: the cell with what is not Python blanked out.
        margin: what was taken off every line, which IPython does where the first line is indented.
        file_name: the file that a ``%%writefile`` cell writes, as it is written there; None for other cells.
        append: the file goes on with the cell (``-a``).
        body: offset at which the text of that file begins.
    """

    text: str
    margin: str = ""
    file_name: str | None = None
    append: bool = False
    body: int = 0


def read_cell(source: str) -> Cell:
    """Blank out the magics, shell commands and help requests of a code cell."""
    magic = _CELL_MAGIC.match(source)
    if magic is None:
        margin, dedented = _dedent(source)
        return Cell(_mask_lines(dedented, 0), margin)
    while magic["name"] in _TRANSPARENT:  # what such a magic runs may begin with a magic of its own
        inner = _CELL_MAGIC.match(source, magic.end())
        if inner is None:
            return Cell(_blank(source[: magic.end()]) + _mask_lines(source, magic.end())[magic.end() :])
        magic = inner
    name = magic["name"]
    file = _FILE_NAME.fullmatch(magic["rest"].strip(" \t")) if name in _WRITERS else None
    if file is None:
        return Cell(_blank(source))
    append = bool({"-a", "--append"}.intersection(file["options"].split()))
    return Cell(_blank(source), "", file["name"].strip("\"'"), append, magic.end())


def visible_python(source: str) -> str:
    """A code cell, or the file that it writes, with what is not Python blanked out and every character at its place."""
    cell = read_cell(source)
    if cell.file_name is not None:
        return cell.text[: cell.body] + source[cell.body :]
    if not cell.margin:
        return cell.text
    rows = zip(_LINE.findall(source), _LINE.findall(cell.text))
    return "".join(row[: len(row) - len(shown)] + shown for row, shown in rows)


def _dedent(source: str) -> tuple[str, str]:
    """Take the indentation of the first line off all lines, where all of them have it; what that was."""
    found = _INDENT.match(source)
    if found is None:
        return "", source
    indent = found["indent"]
    lines = _LINE.findall(source)
    if any(line.strip() and not line.startswith(indent) for line in lines):
        return "", source
    return indent, "".join(line[len(indent) :] if line.startswith(indent) else line.lstrip(" \t") for line in lines)


def _blank(text: str) -> str:
    return _VISIBLE.sub(" ", text)


def _mask_lines(source: str, start: int) -> str:
    """Blank out what is not Python at the beginning of logical lines, from an offset on."""
    if not _CANDIDATE.search(source, start):
        return source
    pieces = [source[:start]]
    position = start
    opens_block = False
    while position < len(source):
        masked = _mask_line(source, position, opens_block)
        if masked is not None:
            opens_block = opens_block and not masked.strip()
        else:
            line = logical_line(source, position)
            masked = source[position : line.end]
            opens_block = line.last == "colon" if line.last else opens_block
        pieces.append(masked)
        position += len(masked)
    return "".join(pieces)


def _mask_line(source: str, start: int, opens_block: bool) -> str | None:
    """What stands for the logical line that begins at an offset, if it is one of IPython's; None for Python.

    A name stands in for a command whose value is assigned, of which nothing is known, and for one that is all there is
    in its block.
    """
    python = _RUNS_PYTHON.match(source, start)
    if python is not None:
        rest = _CODE_LINE.match(source, python.end())
        if rest is not None and logical_line(rest.group() + "\n", 0).end == len(rest.group()) + 1:
            return f"{python['indent']}_;{' ' * (len(python['magic']) - 2)}{rest.group()}"
    command = _ESCAPED.match(source, start) or _HELP.match(source, start) or _AUTOMAGIC.match(source, start)
    assigned = _ASSIGNED.match(source, start) if command is None else None
    if command is None and assigned is None:
        return None
    kept = assigned["target"] if assigned else command["indent"] if command else ""
    text = _CONTINUED.match(source, start + len(kept))
    assert text is not None
    stand_in = "_" if assigned or opens_block else " "
    return f"{kept}{stand_in}{_blank(text.group()[1:])}"
