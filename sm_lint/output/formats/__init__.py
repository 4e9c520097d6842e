"""The output formats: a module each, which says in ``INFO`` what the format is and writes a report with ``render``.

A format is imported when it is used.
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
"""The formats in the order in which help and documentation list them; ``json-lines`` is in the module ``json_lines``."""


def load(name: str) -> Format:
    """The module of a format.

    Raises:
        KeyError: there is no format of this name.
    """
    if name not in NAMES:
        raise KeyError(name)
    return cast("Format", import_module(f"{__name__}.{name.replace('-', '_')}"))
