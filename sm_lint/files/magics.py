"""Blanks out IPython's extensions to Python so that the remaining text can be parsed.

The length of the text is preserved: every remaining character keeps its line and column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sm_lint.patterns import regex
from sm_lint.syntax.tokens import logical_line

# Cell magics whose cell is Python that runs in the kernel: those of IPython
# (https://ipython.readthedocs.io/en/stable/interactive/magics.html) and of well-known extensions: memory_profiler,
# line_profiler, snakeviz, pyinstrument, scalene, sparkmagic (`local`), jupyter-notify, ipython-cache, wandb.
_TRANSPARENT = frozenset(
    {
        "cache",
        "capture",
        "debug",
        "heat",
        "local",
        "lprun",
        "memit",
        "mprun",
        "notify",
        "prun",
        "pyinstrument",
        "scalene",
    }
) | {"snakeviz", "time", "timeit", "wandb"}
_WRITERS = frozenset({"writefile", "file"})

BLANKS = " \t\f\r\n"
"""What Python skips in a blank line; other spaces, such as U+00A0, are a syntax error."""
_CELL_MAGIC = re.compile(r"(?:[ \t]*(?:\r\n|\r(?!\n)|\n))*%%(?P<name>\w*)(?P<rest>[^\r\n]*)(?P<end>\r\n?|\n|$)")
_CANDIDATE = re.compile(
    r"^[ \t]*(?:[%!?,;/]|[a-z_]\w*[ \t]+[\w./~$*-])|\?[ \t;]*(?:[\r\n]|$)|=[ \t]*[!%]",
    re.MULTILINE,
)
# `%magic`, `!command` and `!!command`, `?name`; `,f a b`, `;f a b` and `/f a b` call a function with the rest of the
# line.
_ESCAPED = regex(r"(?P<indent>[ \t]*)[%!?,;/]")
_RUNS_PYTHON = regex(r"(?P<indent>[ \t]*)(?P<magic>%(?:time|timeit|prun)[ \t]+)(?=[^\s-])")
_ASSIGNED = regex(r"(?P<target>(?:[^\r\n#'\"\[]|\[[^\r\n\[\]#]*\])+?(?<![=!<>%&|^+\-*/@])=[ \t]*)(?P<command>[!%])")
_HELP = regex(r"(?P<indent>[ \t]*)(?![ \t])[^\r\n#'\"]*\?[ \t;]*(?:(?=[\r\n])|$)")
_CONTINUED = regex(r"(?:[^\r\n]*\\(?:\r\n?|\n))*[^\r\n]*")
_CODE_LINE = regex(r"[^\r\n]*")
_LINE = regex(r"[^\r\n]*(?:\r\n?|\n|$)")
_VISIBLE = regex(r"[^\r\n]")
_FILE_NAME = regex(r"""(?P<options>(?:--?\w+[ \t]+)*)(?P<name>"[^"]+"|'[^']+'|\S.*)""", re.DOTALL)


# Commands that IPython accepts without a leading sign unless a variable has the same name.
_COMMANDS = (
    "pip3? conda mamba micromamba uv cd ls ll lf lk ldir rm rmdir cp mv mkdir cat man more less alias autoreload bookmark env"
    " load_ext reload_ext matplotlib pylab precision prun run set_env store time timeit who whos writefile"
)
_AUTOMAGIC = regex(
    rf"(?P<indent>[ \t]*)(?:{'|'.join(_COMMANDS.split())})[ \t]+"
    r"(?!(?:in|is|and|or|not|if|for|as)\b)[\w./~$*-](?![ \t]*=)"
)
_INDENT = regex(r"[ \t]+")
# Prompts that were copied into a cell together with code: the pattern for each line, and the pattern that the first
# line must match unless the second line matches.
_PROMPTS = (
    (regex(r"(?:>>>|\.\.\.)(?: |(?=[\r\n]|$))"), regex(r">>>(?: |[\r\n]|$)")),
    (regex(r"(?:(?:\[nav\]|\[ins\])? ?In \[\d+\]: |(?<![ \t.])[ \t]*\.{3,}: ?)"), None),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell as Python.

    Attributes:
        text: the cell with everything that is not Python blanked out.
        margins: the prefix removed from each line: IPython removes the indentation of the first line, and prompts.
            Empty if nothing was removed.
        file_name: name of the file that a ``%%writefile`` cell writes, as spelled there; None for other cells.
        append: whether the cell is appended to the file (``-a``).
        body: offset at which the content of that file begins.
    """

    text: str
    margins: tuple[str, ...] = ()
    file_name: str | None = None
    append: bool = False
    body: int = 0


def read_cell(source: str) -> Cell:
    """Blank out the magics, shell commands and help requests of a code cell."""
    magic = _CELL_MAGIC.match(source)
    if magic is None:
        margins, bare = _without_margins(source)
        return Cell(_mask_lines(bare, 0), margins)
    while magic["name"] in _TRANSPARENT:  # the code that such a magic runs may begin with another magic
        inner = _CELL_MAGIC.match(source, magic.end())
        if inner is None:
            return Cell(_blank(source[: magic.end()]) + _mask_lines(source, magic.end())[magic.end() :])
        magic = inner
    name = magic["name"]
    file = _FILE_NAME.fullmatch(magic["rest"].strip(" \t")) if name in _WRITERS else None
    if file is None:
        return Cell(_blank(source))
    append = bool({"-a", "--append"}.intersection(file["options"].split()))
    return Cell(_blank(source), (), file["name"].strip("\"'"), append, magic.end())


def visible_python(source: str) -> str:
    """A code cell, or the file that it writes, with everything that is not Python blanked out in place."""
    cell = read_cell(source)
    if cell.file_name is not None:
        return cell.text[: cell.body] + source[cell.body :]
    if not cell.margins:
        return cell.text
    rows = zip(_LINE.findall(source), _LINE.findall(cell.text))
    return "".join(row[: len(row) - len(shown)] + shown for row, shown in rows)


def _without_margins(source: str) -> tuple[tuple[str, ...], str]:
    """The prefix that IPython removes from each line, and the text without it.

    First the indentation of the first non-blank line is removed from the lines that have it; then prompts, if one of
    the first two lines has one. See `leading_indent` and `PromptStripper` in IPython's `core/inputtransformer2.py`.
    """
    lines = [line for line in _LINE.findall(source) if line]
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return (), source
    rows = lines
    indent = _INDENT.match(rows[first])
    if indent is not None:
        rows = [_row_without(row, indent.group()) for row in rows]
    for prompt, initial in _PROMPTS:
        begins = (initial or prompt).match(rows[first]) or (first + 1 < len(rows) and prompt.match(rows[first + 1]))
        if begins:
            rows = [row[found.end() :] if (found := prompt.match(row)) else row for row in rows]
    if rows == lines:
        return (), source
    return tuple(line[: len(line) - len(row)] for line, row in zip(lines, rows)), "".join(rows)


def _row_without(row: str, indent: str) -> str:
    """A line without an indentation; a blank line becomes empty."""
    if row.startswith(indent):
        return row[len(indent) :]
    return row if row.strip(BLANKS) else row.lstrip(" \t")


def _blank(text: str) -> str:
    return _VISIBLE.sub(" ", text)


def _mask_lines(source: str, start: int) -> str:
    """Blank out what is not Python at the start of logical lines, from an offset on."""
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
    """The replacement of the logical line at an offset if it is IPython syntax; None for Python.

    A placeholder name replaces a command whose unknown result is assigned, and a command that is the only statement of
    its block.
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
