"""Version constraints of packages that the shell takes for redirections: ``pip install pandas>=2``."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from sm_lint.flow.facts import PathAccess
from sm_lint.flow.models.shell_lines import INSTALL, is_install, split_line
from sm_lint.judgement.files.containers import OwnImage
from sm_lint.patterns import regex
from sm_lint.syntax.span import Place, Span

_VERSION = regex(r"=?\d[\w.*+!]*(?:,\S*)?|=", re.ASCII)
_PIP_LINE = regex(
    r"[ \t]*(?:[!%]+[ \t]*)?(?![!% \t])(?P<command>(?:\S+[ \t]+-m[ \t]+)?(?:pip3?|uv|conda|mamba|micromamba)[ \t].*)"
)
_SHELL_LINE = regex(r"[ \t]*!+(?P<command>.*)")
_SHELL_CELL = regex(r"\s*%%(?:bash|sh|script[ \t]+(?:bash|sh))\b[^\n]*\n")
MOST_LINES = 2_000


class LostConstraint(NamedTuple):
    """A constraint that the shell takes for a redirection.

    Attributes:
        file: what it takes for the name of a file: ``=2.0``.
        reads: it is read, so that the command fails where there is no such file; else it is written.
        place: of the line.
    """

    file: str
    reads: bool
    place: Place


def is_lost_constraint(access: PathAccess) -> bool:
    """Whether an access is a constraint of a command that installs packages, taken for a redirection."""
    return access.via == INSTALL and access.reached and _is_version(posixpath.basename(access.path))


def lost_in_image(image: OwnImage) -> Iterator[LostConstraint]:
    """Those of the commands of a Dockerfile, one for each instruction."""
    lines = image.text.splitlines()
    for instruction in image.files.dockerfile.instructions:
        if instruction.name != "RUN" or instruction.exec_form is not None:
            continue
        for text in (instruction.value, *(text for _, text in instruction.documents)):
            found = next(_lost(text), None)
            if found is not None:
                yield LostConstraint(*found, image.at(_line_of(found[0], lines, instruction.line)))
                break


def lost_in_notebook(path: str, content: bytes) -> Iterator[LostConstraint]:
    """Those of the commands of a notebook, one for each cell: of ``!`` and ``%`` lines and of shell cells."""
    try:
        cells = json.loads(content.decode("utf-8-sig")).get("cells", ())
    except (ValueError, RecursionError, AttributeError):
        return
    for number, cell in enumerate(cells if isinstance(cells, list) else (), 1):
        source = cell.get("source") if isinstance(cell, dict) and cell.get("cell_type") == "code" else None
        text = "".join(map(str, source)) if isinstance(source, list) else source
        if not isinstance(text, str) or "install" not in text:
            continue
        found = next(_of_cell(text), None)
        if found is not None:
            file, reads, line, width = found
            yield LostConstraint(file, reads, Place(path, Span(line, 1, line, width + 1), number))


def taken_as_redirection(file: str, *, reads: bool) -> str:
    """What becomes of a constraint, in words for messages."""
    sign, does = ("<", "reads a file") if reads else (">", "sends the output of pip to a file")
    lost = "and the command fails without it" if reads else "and the constraint is lost"
    return (
        f"the shell takes `{sign}{file}` for a redirection: it {does} `{file}`, {lost}; put the requirement in quotes"
    )


def _of_cell(text: str) -> Iterator[tuple[str, bool, int, int]]:
    """File, whether it is read, line in the cell and its width."""
    lines = text.splitlines()[:MOST_LINES]
    shell = _SHELL_CELL.match(text) is not None
    start = 1 if shell else 0
    while start < len(lines):
        end = start + 1
        while end < len(lines) and lines[end - 1].rstrip().endswith("\\"):
            end += 1
        line = "\n".join(lines[start:end])
        match = None if shell else _SHELL_LINE.match(line) or _PIP_LINE.match(line)
        if shell or match is not None:
            command = line if match is None else line[match.start("command") :]
            for file, reads in _lost(command):
                at = _line_of(file, lines, start + 1) - 1
                yield file, reads, at + 1, len(lines[at])
        start = end


def _lost(text: str) -> Iterator[tuple[str, bool]]:
    for command in split_line(text):
        words = list(command.words)
        while words and ("=" in words[0] or words[0] in ("sudo", "time", "nohup", "exec")):
            words = words[1:]
        if is_install(words):
            for mode, file in command.redirects:
                if _is_version(file):
                    yield file, mode == "read"


def _is_version(file: str) -> bool:
    return _VERSION.fullmatch(file) is not None


def _line_of(file: str, lines: list[str], first: int) -> int:
    """The line, from `first` on, in which a redirection to a file is written."""
    pattern = re.compile(rf"[<>]\s*{re.escape(file)}")
    for number in range(first, min(first + MOST_LINES, len(lines) + 1)):
        if pattern.search(lines[number - 1]):
            return number
        if number > first and not lines[number - 2].rstrip().endswith(("\\", "`")) and "<<" not in lines[first - 1]:
            break
    return first
