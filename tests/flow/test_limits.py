"""Budgets: whatever a script is like, it is followed within bounds, and where it is not followed it says so."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import pytest

from sm_lint.flow.analysis import SEMANTICS, _run_module, analyse
from sm_lint.flow.machine import MAX_STEPS, BudgetExceededError, Machine, Setup
from sm_lint.syntax.parse import parse
from tests.flow.told import facts_of, told

READ = "open('/opt/ml/last')\n"

SCRIPTS = {
    "twenty thousand lines": "x = 1\n" * 20_000,
    "thousands of branches": "import os\n" + "".join(f"if os.path.exists('/a/{n}'):\n    x{n} = {n}\n" for n in range(2000)),
    "branches inside branches": "import os\n" + "".join(f"{'    ' * n}if os.environ.get('A{n}'):\n" for n in range(18)) + "    " * 18 + "pass\n",
    "loops inside loops": "import os\n" + "".join(f"{'    ' * n}for x{n} in os.listdir('/a'):\n" for n in range(10)) + "    " * 10 + "y = 1\n",
    "a dictionary of thousands": "d = {" + ", ".join(f"'{n}': '/a/{n}'" for n in range(5000)) + "}\n",
    "a sum of a thousand": "s = " + " + ".join(["x"] * 1000) + "\n",
    "a chain of calls": "s = 'a'" + ".strip()" * 250 + "\n",
    "a string that doubles": "s = 'a'\n" + "s = s + s\n" * 60,
    "a list that doubles": "s = ['a']\n" + "s = s + s\n" * 60,
    "a string that replaces itself": "s = 'aaaa'\n" + "s = s.replace('a', s)\n" * 60,
    "a path that multiplies": "import os\nx = 'a' if os.environ.get('A') else 'b'\n" + "x = x + ('a' if os.environ.get('A') else 'b')\n" * 40,
    "a power of a power": "x = 9 ** 9 ** 9\ny = 'a' * 10 ** 12\nz = '%999999999d' % 1\n",
    "functions that call two of the next": "".join(f"def f{n}(x):\n    return f{n + 1}(x + 'a') or f{n + 1}(x + 'b')\n" for n in range(40)) + "def f40(x):\n    return open(x)\nf0('/opt/ml/')\n",
    "a function that calls itself": "def f(x):\n    return f(x + 'a') + f(x + 'b')\nf('/opt/ml/')\n",
    "functions that call each other": "def f(x):\n    return g(x + 'a')\ndef g(x):\n    return f(x + 'b')\nf('/opt/ml/')\n",
    "a class that is its own base": "class A:\n    pass\nclass A(A):\n    pass\nA().x\n",
    "a list that holds itself": "a = []\na.append(a)\nd = {}\nd['d'] = d\nprint(a, d)\nopen(a[0])\n",
    "an object that holds itself": "class A:\n    pass\na = A()\na.a = a\nprint(a)\nwork(a, a.a.a.a)\n",
    "while with an else, break and continue": "while x():\n    if y():\n        break\n    continue\nelse:\n    z()\n",
    "a generator that never ends": "def g():\n    while True:\n        yield '/opt/ml/x'\nfor p in g():\n    open(p)\n",
    "nested comprehensions": "x = [[[[a for a in range(60)] for b in range(60)] for c in range(60)] for d in range(60)]\n",
    "a decorator that returns itself": "def d(f):\n    return d\n@d\n@d\n@d\ndef f():\n    pass\nf()\n",
    "property that calls itself": "class A:\n    @property\n    def x(self):\n        return self.x\nA().x\n",
    "call of a call of a call": "f" + "()" * 200 + "\n",
    "names that are not there": "del a\nb += 1\nglobal c\n",
    "code at run time": "exec('open(1)')\n",
}  # fmt: skip


@pytest.mark.parametrize("name", SCRIPTS)
def test_hard_scripts_are_followed_within_bounds(name: str) -> None:
    module = parse("/project/script.py", SCRIPTS[name] + READ)
    run = Machine(module, Setup(), len(module.text), SEMANTICS)
    try:
        _run_module(run, module)
    except BudgetExceededError:
        assert run.steps == run.budget + 1
    assert run.steps <= MAX_STEPS + 1
    facts = analyse(module, Setup())
    reached = any(getattr(fact, "path", "") == "/opt/ml/last" for fact in facts.facts)
    assert reached or not facts.complete(), "the script was left halfway, and nobody was told"


def test_what_ends_the_run_is_told() -> None:
    facts = facts_of(SCRIPTS["code at run time"])
    assert [lost.why for lost in facts.incomplete] == ["code is made at run time"]
    assert not facts.complete()
    assert not facts.complete("environment")


def test_too_many_ways_to_call_what_touches_files() -> None:
    calls = "".join(f"save({{}}, '/opt/ml/{n}')\n" for n in range(60))
    lines = told("def save(x, p):\n    open(p, 'w')\n" + calls)
    assert lines[-1] == "incomplete control: save is called in too many ways"


def test_a_loop_over_more_than_can_be_unrolled_keeps_the_common_head() -> None:
    rows = ", ".join(f"'/opt/ml/input/{n}'" for n in range(100))
    assert told(f"for p in [{rows}]:\n    open(p)\n") == ["read /opt/ml/input/* by open  [inexact, perhaps]"]


STANDARD = sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py"))


@pytest.mark.parametrize("path", STANDARD[:: max(len(STANDARD) // 30, 1)], ids=lambda path: path.stem)
def test_the_standard_library_is_followed(path: Path) -> None:
    module = parse(str(path), path.read_text("utf-8"))
    facts = analyse(module, Setup())
    assert all(fact.site.module is module for fact in facts.facts)
