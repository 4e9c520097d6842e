"""IPython's additions to Python, blanked out so that what is left can be parsed.

No text grows or shrinks: every character that stays keeps its line and column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sm_lint.syntax.tokens import end_of_logical_line

# Cell magics whose cell is Python that runs in the kernel.
_TRANSPARENT = frozenset({"capture", "local", "prun", "time", "timeit"})
_WRITERS = frozenset({"writefile", "file"})

_CELL_MAGIC = re.compile(r"(?P<blank>(?:[ \t]*(?:\r\n?|\n))*)%%(?P<name>\w*)(?P<rest>[^\r\n]*)(?P<end>\r\n?|\n|$)")
_CANDIDATE = re.compile(r"^[ \t]*[%!?]|\?[ \t;]*$|=[ \t]*[!%]", re.MULTILINE)
_ESCAPED = re.compile(r"(?P<indent>[ \t]*)[%!?]")
_RUNS_PYTHON = re.compile(r"(?P<indent>[ \t]*)(?P<magic>%(?:time|timeit|prun)[ \t]+)(?=[^\s-])")
_ASSIGNED = re.compile(r"(?P<target>[^\r\n#'\"]*?[^=!<>%&|^+\-*/@#'\"\r\n]=[ \t]*)(?P<command>[!%])")
_HELP = re.compile(r"(?P<indent>[ \t]*)[^\r\n#'\"]*\?[ \t;]*$", re.MULTILINE)
_CONTINUED = re.compile(r"(?:[^\r\n]*\\(?:\r\n?|\n))*[^\r\n]*")
_VISIBLE = re.compile(r"[^\r\n]")
_FILE_NAME = re.compile(r"""^[ \t]*(?P<options>(?:-\w+[ \t]+|--\w+[ \t]+)*)(?P<name>"[^"]+"|'[^']+'|\S.*?)[ \t]*$""")


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell as Python sees it.

    Attributes:
        text: the cell with what is not Python blanked out.
        file_name: the file that a ``%%writefile`` cell writes, as it is written there; None for other cells.
        append: the file goes on with the cell (``-a``).
        body: offset at which the text of that file begins.
    """

    text: str
    file_name: str | None = None
    append: bool = False
    body: int = 0


def read_cell(source: str) -> Cell:
    """Blank out the magics, shell commands and help requests of a code cell."""
    magic = _CELL_MAGIC.match(source)
    if magic is None:
        return Cell(_mask_lines(source, 0))
    name = magic["name"]
    if name in _TRANSPARENT:
        return Cell(_blank(source[: magic.end()]) + _mask_lines(source, magic.end())[magic.end() :])
    file = _FILE_NAME.match(magic["rest"]) if name in _WRITERS else None
    if file is None:
        return Cell(_blank(source))
    append = bool({"-a", "--append"}.intersection(file["options"].split()))
    return Cell(_blank(source), file["name"].strip("\"'"), append, magic.end())


def _blank(text: str) -> str:
    return _VISIBLE.sub(" ", text)


def _mask_lines(source: str, start: int) -> str:
    """Blank out what is not Python at the beginning of logical lines, from an offset on."""
    if not _CANDIDATE.search(source, start):
        return source
    pieces = [source[:start]]
    position = start
    while position < len(source):
        masked = _mask_line(source, position)
        if masked is not None:
            end = position + len(masked)
        else:
            end = end_of_logical_line(source, position) or len(source)
            masked = source[position:end]
        pieces.append(masked)
        position = end
    return "".join(pieces)


def _mask_line(source: str, start: int) -> str | None:
    """What stands for the logical line that begins at an offset, if it is one of IPython's; None for Python.

    A name stands in for the command: it keeps the block it is in from being empty, and nothing is known of its value.
    """
    python = _RUNS_PYTHON.match(source, start)
    if python is not None and (end := end_of_logical_line(f"{source}\n", python.end())) is not None:
        rest = source[python.end() : end]
        if len(rest.splitlines()) == 1:
            return f"{python['indent']}_;{' ' * (len(python['magic']) - 2)}{rest}"
    escaped = _ESCAPED.match(source, start) or _HELP.match(source, start)
    assigned = _ASSIGNED.match(source, start)
    if escaped is not None:
        kept = escaped["indent"]
    elif assigned is not None:
        kept = assigned["target"]
    else:
        return None
    command = _CONTINUED.match(source, start + len(kept))
    assert command is not None
    text = command.group()
    return f"{kept}_{_blank(text[1:])}" if text else kept
