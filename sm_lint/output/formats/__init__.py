"""The output formats: one module each, with its description in ``INFO`` and the function ``render``.

A format is imported on demand.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from sm_lint.output.context import Format

NAMES = (
    *("full", "concise", "grouped", "json", "json-lines", "sarif"),
    *("github", "gitlab", "junit", "azure", "rdjson", "pylint"),
)
"""The formats in the order of help and documentation; ``json-lines`` is in the module ``json_lines``."""


def load(name: str) -> Format:
    """The module of a format.

    Raises:
        KeyError: the format does not exist.
    """
    if name not in NAMES:
        raise KeyError(name)
    return cast("Format", import_module(f"{__name__}.{name.replace('-', '_')}"))
