"""The formats by name; a format is imported when it is used."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from sm_lint.output.context import Format

FORMATS: dict[str, str] = {
    "full": "header, code frame, where each value came from, and the fix",
    "concise": "one line per finding",
    "grouped": "one line per finding, under a heading per file",
    "json": "array of objects",
    "json-lines": "one object per line",
    "sarif": "SARIF 2.1.0, for code scanning",
    "github": "annotations of GitHub Actions",
    "gitlab": "GitLab code quality report",
    "junit": "JUnit XML, one test suite per file",
    "azure": "logging commands of Azure Pipelines",
    "rdjson": "Reviewdog diagnostic format",
    "pylint": "one line per finding, as Pylint's parseable output",
}


def load(name: str) -> Format:
    """The module of a format.

    Raises:
        KeyError: there is no format of this name.
    """
    if name not in FORMATS:
        raise KeyError(name)
    return cast("Format", import_module(f"sm_lint.output.{name.replace('-', '_')}"))
