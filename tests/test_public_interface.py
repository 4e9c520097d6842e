"""The pages name what rules may import, `__all__` has the same names, and rules import nothing else."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sm_lint.rules
from sm_lint.registry.bases import FACT_HOOKS

PROJECT = Path(__file__).resolve().parents[1]
GUIDE = (PROJECT / "docs" / "writing-rules.md").read_text("utf-8")
REFERENCE = (PROJECT / "docs" / "rule-interface.md").read_text("utf-8")
MODULES = [
    "sm_lint",
    "sm_lint.rules",
    "sm_lint.testing",
    *(f"sm_lint.rules.{module.name}" for module in pkgutil.iter_modules(sm_lint.rules.__path__)),
]
PLUGIN = PROJECT / "examples" / "plugin"
BUILT_IN = sorted((PROJECT / "rules" / "sm_lint_rules").rglob("*.py"))
FILES = [*BUILT_IN, *sorted(PLUGIN.glob("acme_rules/**/*.py")), *sorted(PLUGIN.glob("tests/*.py"))]


def section(page: str, heading: str) -> str:
    """The text below a heading, up to the next of the same level."""
    return page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def rows(text: str) -> list[str]:
    """The code in the first column of the tables in a text."""
    return re.findall(r"^\| `([\w.]+)", text, re.MULTILINE)


def imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Modules of the linter that a file imports, with each name that it takes from them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names if alias.name.partition(".")[0] == "sm_lint")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "sm_lint":
            yield from ((node.module or "", alias.name) for alias in node.names)


def foreign(source: str) -> list[str]:
    """What a file imports from the linter besides the public interface."""
    return [
        f"{module} {name}".strip()
        for module, name in imported(ast.parse(source))
        if module not in MODULES
        or (name and name not in importlib.import_module(module).__all__ and f"{module}.{name}" not in MODULES)
    ]


def test_the_guide_lists_the_modules() -> None:
    assert sorted(rows(section(GUIDE, "Public interface"))) == sorted(MODULES)


def test_the_reference_lists_the_modules_for_rules() -> None:
    assert sorted(re.findall(r"^## `(.+)`$", REFERENCE, re.MULTILINE)) == sorted({*MODULES} - {"sm_lint"})


@pytest.mark.parametrize("module", [name for name in MODULES if name != "sm_lint"])
def test_the_reference_lists_what_a_module_exports(module: str) -> None:
    assert sorted(rows(section(REFERENCE, f"`{module}`"))) == sorted(importlib.import_module(module).__all__)


@pytest.mark.parametrize("module", MODULES)
def test_what_a_module_exports_is_there(module: str) -> None:
    loaded = importlib.import_module(module)
    assert len(set(loaded.__all__)) == len(loaded.__all__)
    for name in loaded.__all__:
        assert getattr(loaded, name) is not None


def test_a_name_that_is_not_exported_is_not_deferred() -> None:
    assert sorted(dir(sm_lint.rules)) == sorted(sm_lint.rules.__all__)


def test_the_guide_lists_the_hooks() -> None:
    table = section(GUIDE, "Hooks for facts")
    listed = re.findall(r"^\| `(\w+)` \| `(\w+)` \|", table, re.MULTILINE)
    assert dict(listed) == {hook: fact.__name__ for hook, fact in FACT_HOOKS.items()}
    assert {fact for _, fact in listed} <= set(sm_lint.rules.__all__)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_rules_import_the_public_interface_alone(path: Path) -> None:
    assert foreign(path.read_text("utf-8")) == []


def test_the_code_of_the_guide_imports_the_public_interface_alone() -> None:
    shown = re.findall(r"^(`{3,})python\n(.*?)^\1$", GUIDE, re.DOTALL | re.MULTILINE)
    assert len(shown) >= 4
    assert [foreign(text) for _, text in shown] == [[]] * len(shown)


@pytest.mark.parametrize(
    "line",
    [
        "import sm_lint.registry",
        "from sm_lint.registry.bases import Rule",
        "from sm_lint.rules import deferred_names",
        "from sm_lint import registry",
    ],
)
def test_what_is_not_public_is_noticed(line: str) -> None:
    assert len(foreign(f"def load():\n    {line}\n")) == 1
