"""Adds contracts to the end of a TOML file."""

from __future__ import annotations

import os
from typing import Any

from sm_lint.config.find import OWN_FILES, PYPROJECT, PYPROJECT_TABLE
from sm_lint.toml_editing.contract import OWN_PREFIX, PREFIX
from sm_lint.toml_editing.editor import NotEditable, TomlText


def prefix_in(path: str, data: dict[str, Any]) -> tuple[str, ...]:
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


def ids_in(path: str, text: str) -> set[str]:
    """The ids of the contracts in a file.

    Args:
        path: the file.
        text: its text, valid TOML.
    """
    import tomli

    data = tomli.loads(text)
    table: object = data
    for key in prefix_in(path, data):
        table = table.get(key) if isinstance(table, dict) else None
    return set(table) if isinstance(table, dict) else set()


def appended(before: str, sections: str) -> str:
    """The text of a TOML file with sections at its end.

    Args:
        before: its text with LF line endings; empty for a new file.
        sections: of contracts whose ids are not in it.

    Raises:
        NotEditable: the table of contracts is written in a way that cannot be added to.
    """
    import tomli

    gap = "" if not before.strip() else "\n" if before.endswith("\n") else "\n\n"
    after = before + gap + sections
    try:
        TomlText(after)
    except tomli.TOMLDecodeError as error:
        raise NotEditable("its table of contracts is written in a way that cannot be added to") from error
    return after
