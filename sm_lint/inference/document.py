"""Inferred contracts as TOML, for a new file or at the end of one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from sm_lint.config.find import OWN_FILES, PYPROJECT, PYPROJECT_TABLE
from sm_lint.inference.model import InferredContract
from sm_lint.output.text import one_line, shown_name
from sm_lint.syntax.span import Place
from sm_lint.toml_editing.contract import OWN_PREFIX, PREFIX, contract_text
from sm_lint.toml_editing.editor import NotEditable, TomlText

_MOST_GAPS = 10


def prefix_in(path: str, data: dict[str, object]) -> tuple[str, ...]:
    """The keys that lead to the contracts in a file: as in ``pyproject.toml``, or as in ``sm-lint.toml``.

    Args:
        path: the file.
        data: what is in it.
    """
    name = os.path.basename(path)
    if name in OWN_FILES:
        return OWN_PREFIX
    if name.endswith(PYPROJECT):
        return PREFIX
    table: object = data
    for key in PYPROJECT_TABLE:
        table = table.get(str(key)) if isinstance(table, dict) else None
    return PREFIX if isinstance(table, dict) and "contracts" in table else OWN_PREFIX


def document_text(found: Iterable[InferredContract], prefix: Sequence[str], base: str) -> str:
    """Contracts as TOML, each under a comment that says what could not be inferred and why.

    Args:
        found: the contracts.
        prefix: keys of the table of contracts.
        base: absolute folder against which the places in comments are relative.
    """
    return "\n".join(contract_text(item.contract, prefix, gap_lines(item, base)) for item in found)


def gap_lines(found: InferredContract, base: str) -> Iterator[str]:
    """The lines of a comment with what could not be inferred."""
    if not found.gaps:
        return
    yield f"Not all of `{found.contract.id}` could be inferred:"
    for gap in found.gaps[:_MOST_GAPS]:
        yield f"  {_spot(gap.place, base)}: {one_line(gap.text)}"
    if len(found.gaps) > _MOST_GAPS:
        yield f"  and {len(found.gaps) - _MOST_GAPS} more"


def _spot(place: Place, base: str) -> str:
    cell = f":cell {place.cell}" if place.cell is not None else ""
    return f"{shown_name(place.path, base)}{cell}:{place.span.line}"


def appended(before: str, found: Sequence[InferredContract], path: str, base: str) -> str:
    """The text of a TOML file with contracts at its end.

    Args:
        before: its text with LF line endings; empty for a new file.
        found: contracts whose ids are not in it.
        path: the file, whose name says where contracts are in it.
        base: absolute folder against which the places in comments are relative.

    Raises:
        NotEditable: the table of contracts is written in a way that cannot be added to.
    """
    import tomli

    data = tomli.loads(before)
    text = document_text(found, prefix_in(path, data), base)
    gap = "" if not before.strip() else "\n" if before.endswith("\n") else "\n\n"
    after = before + gap + text
    try:
        TomlText(after)
    except tomli.TOMLDecodeError as error:
        raise NotEditable("its table of contracts is written in a way that cannot be added to") from error
    return after
