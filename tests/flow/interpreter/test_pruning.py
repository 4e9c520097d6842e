"""Functions that nothing calls are passed over only where they leave nothing behind."""

from __future__ import annotations

import libcst as cst
import pytest

from sm_lint.flow.facts import PathAccess, ScriptFacts
from sm_lint.flow.interpreter import analysis
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.machine.signatures import library
from sm_lint.syntax.module import ParsedModule


def facts(text: str) -> ScriptFacts:
    return analysis.analyse(ParsedModule("/x.py", text, cst.parse_module(text)), analysis.Setup())


def run_functions(text: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the functions that nothing calls and that are run all the same."""
    ran: list[str] = []
    original = analysis.call_function

    def call(run: Machine, function: analysis.Function, *rest: object) -> object:
        ran.append(function.name)
        return original(run, function, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(analysis, "call_function", call)
    facts(text)
    return ran


@pytest.mark.parametrize(
    "body",
    [
        "return [a * 2 for a in rows]",
        "'/opt/ml/model in a docstring'\n    return rows.mean()",
        "model = rows.copy()\n    return sorted(model.items())",
        "return os.path.join(rows, 'x')",
    ],
)
def test_what_computes_is_passed_over(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_functions(f"import os\ndef f(rows):\n    {body}\n", monkeypatch) == []


@pytest.mark.parametrize(
    "body",
    [
        "open(rows)",
        "rows.to_csv('a.csv')",
        "import torch",
        "work('/opt/ml/model')",
        "work(f'{rows}/model')",
        "os.environ['A']",
        "return env['A']",
        "return BASE / rows",
        "return g(rows)",
        "return A(rows)",
        "return cp(rows, rows)",
        "shutil.copy(rows, rows)",
        "rows.add_argument('--a')",
        "return [p for p in rows.iterdir()]",
        "sys.exit(1)",
    ],
)
def test_what_may_touch_something_is_run(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "import os, shutil, sys\nfrom pathlib import Path\nfrom shutil import copy as cp\n"
        "env = os.environ\nBASE = Path('/opt/ml')\n"
        "def g(path):\n    open(path)\n"
        "class A:\n    def __init__(self, path):\n        open(path)\n"
        f"def f(rows):\n    {body}\n"
    )
    assert "f" in run_functions(text, monkeypatch)


def test_the_users_own_readers_count() -> None:
    text = "import acme\nname = 'a.csv'\ndef f():\n    acme.take(name)\n"
    module = ParsedModule("/x.py", text, cst.parse_module(text))
    found = analysis.analyse(module, analysis.Setup(reads={"acme.take": 0}))
    assert [access.via for access in found.all(PathAccess)] == ["acme.take"]


def test_words_of_the_library_are_known() -> None:
    assert {"pandas.read_csv", "to_csv"} <= library().touching
