"""Generates the module ``<package>.catalogue``, which lists the rules of a package so that they need not be imported.

Usage: ``python -m sm_lint.registry.catalogue [PACKAGE]``; defaults to the built-in package.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterable
from dataclasses import fields

from sm_lint.diagnostics.finding import Severity
from sm_lint.registry.packages import PluginError, search
from sm_lint.registry.rule_info import RuleInfo
from sm_lint.workspace.fingerprint import BUILT_IN

_HEADER = '''"""The rules of this package; written by ``python -m sm_lint.registry.catalogue{argument}``."""

from __future__ import annotations

from sm_lint.rules import RuleInfo, Severity

RULES: tuple[RuleInfo, ...] = (
'''


def render(package: str, rules: Iterable[RuleInfo]) -> str:
    """The source of the catalogue module of a package."""
    lines = [_HEADER.format(argument="" if package == BUILT_IN else f" {package}")]
    for rule in rules:
        lines.append("    RuleInfo(\n")
        lines += [
            f"        {field}={_literal(getattr(rule, field))},\n"
            for field, usual in _FIELDS.items()
            if getattr(rule, field) != usual
        ]
        lines.append("    ),\n")
    return "".join([*lines, ")\n"])


_FIELDS = {field.name: field.default for field in fields(RuleInfo)}


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, tuple):
        return f"({' '.join(_literal(item) + ',' for item in value)})"
    if isinstance(value, Severity):
        return f"Severity.{value.name}"
    text = str(value)
    quote = "'" if '"' in text and "'" not in text else '"'
    escaped = text.replace("\\", "\\\\")
    return f"{quote}{escaped.replace(quote, chr(92) + quote)}{quote}"


def path_of(package: str) -> str:
    """The path of a package's catalogue module.

    Raises:
        PluginError: the package does not exist.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise PluginError(f"there is no package `{package}`")
    return os.path.join(next(iter(spec.submodule_search_locations)), "catalogue.py")


def main(arguments: list[str]) -> int:
    """Write the catalogue of one package; the exit status is 2 on failure."""
    package = arguments[0] if arguments else BUILT_IN
    try:
        text = render(package, search(package))
        with open(path_of(package), "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except (PluginError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
