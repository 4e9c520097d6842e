"""The table of guards is true: each guard exists, excuses in one case and not in another, and none is missing."""

from __future__ import annotations

import ast
import importlib
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from sm_lint.testing import Case, read_cases

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| `([\w.]+)` \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
GUARDING = re.compile(
    r"_?may_\w+|notebooks_\w+|shell_\w+|runs_below|\w*(?:unseen|elsewhere|somewhere|itself|brings?|installs\w*|apart|copies|makes|kept)"
)
"""Names of functions that are guards for certain."""
FOLDERS = ("sm_lint/judgement", "sm_lint/jobs/resolve", "rules/sm_lint_rules")
OTHERS = {
    "network_isolation_download._installs": "the very thing that the rule reports",
    "model_dir_ignored._is_elsewhere": "what the rule reports",
    "inconvertible_hyperparameter.InconvertibleHyperparameter._takes_apart": "asks takes_apart",
    "fetched_files.Elsewhere.shell_brings": "asks line_copies",
}


class Guard(NamedTuple):
    name: str
    excuses: str
    silent: str
    reported: str


GUARDS = [Guard(*match) for match in ROW.findall((PROJECT / "docs" / "guards.md").read_text("utf-8"))]


@cache
def cases(code: str) -> dict[str, Case]:
    text = (PROJECT / "tests" / "cases" / f"{code}.md").read_text("utf-8")
    return {case.title: case for case in read_cases(text)}


def fires(reference: str) -> bool | None:
    """Whether a case has a finding of its rule; None for a test, which has to exist."""
    if reference.startswith("`"):
        path, _, name = reference.strip("`").partition("::")
        assert f"def {name}(" in (PROJECT / path).read_text("utf-8"), reference
        return None
    code, _, title = reference.partition(": ")
    case = cases(code)[title]
    return any(code in found for found in case.expected.values())


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_a_guard_exists_and_is_tested_both_ways(guard: Guard) -> None:
    name = guard.name if guard.name.startswith("sm_lint_rules.") else f"sm_lint.{guard.name}"
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part)
        break
    assert fires(guard.silent) is not True
    assert fires(guard.reported) is not False


def functions() -> list[str]:
    """Functions that answer yes or no, and whose name is that of a guard: module and qualified name."""
    found = []
    for folder in FOLDERS:
        for path in sorted((PROJECT / folder).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            for outer in (tree, *(node for node in tree.body if isinstance(node, ast.ClassDef))):
                for node in outer.body:
                    if not isinstance(node, ast.FunctionDef) or not isinstance(node.returns, ast.Name):
                        continue
                    if node.returns.id == "bool" and GUARDING.fullmatch(node.name):
                        prefix = f"{outer.name}." if isinstance(outer, ast.ClassDef) else ""
                        found.append(f"{path.stem}.{prefix}{node.name}")
    return found


def test_no_guard_is_missing() -> None:
    named = {".".join(guard.name.split(".")[-length:]) for guard in GUARDS for length in (2, 3)}
    assert [name for name in functions() if name not in named and name not in OTHERS] == []
    assert sorted(set(OTHERS) - set(functions())) == []
