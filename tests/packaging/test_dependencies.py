"""What the package imports is what it declares: findings must not differ with what else is installed."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import tomli

PROJECT = Path(__file__).resolve().parents[2]
MODULES = {"pyyaml": "yaml"}
OWN = {"sm_lint", "sm_lint_rules"}
# Tools of the developers that ship beside the data they make.
TOOLS = {"refresh.py"}
# pytest loads it: where that is not installed, nothing imports the module.
PYTEST_PLUGIN = "plugin.py"


def imported(*folders: str, left_out: str = "server") -> Iterator[str]:
    """Top-level names of modules that are imported anywhere in folders, also within functions."""
    for folder in folders:
        for path in sorted((PROJECT / folder).rglob("*.py")):
            if left_out and (PROJECT / "sm_lint" / left_out) in path.parents:
                continue
            for node in ast.walk(ast.parse(path.read_bytes())) if path.name not in {*TOOLS, PYTEST_PLUGIN} else ():
                if isinstance(node, ast.Import):
                    yield from (alias.name.partition(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module is not None:
                    yield node.module.partition(".")[0]


def test_every_import_is_a_declared_dependency() -> None:
    project = tomli.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [re.split(r"[<>=!~\\[; ]", row)[0].lower() for row in project["dependencies"]]
    declared = {MODULES.get(name, name) for name in names}
    assert set(imported("sm_lint", "rules/sm_lint_rules")) - sys.stdlib_module_names - OWN <= declared
    # The language server is an extra; pygls brings lsprotocol.
    beside = set(imported("sm_lint/server", left_out="")) - sys.stdlib_module_names - OWN - declared
    assert beside == {"pygls", "lsprotocol"}
    assert any(row.startswith("pygls") for row in project["optional-dependencies"]["server"])
