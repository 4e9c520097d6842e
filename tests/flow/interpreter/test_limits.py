"""Budgets: whatever a script is like, it is followed within bounds, and where it is not followed it says so."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import pytest

from sm_lint.flow.facts import EnvRead, PathAccess
from sm_lint.flow.interpreter.analysis import SEMANTICS, _facts, analyse
from sm_lint.flow.machine.budget import MAX_STEPS
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.machine.setup import Setup
from sm_lint.syntax.parse import parse
from tests.flow.facts_text import facts_of, told

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
    "a form of fifty fields": "import os\n" + "".join(f"x{n} = 'a' if os.environ.get('A{n}') else None\n" for n in range(50)) + "open('" + "{} " * 50 + "'.format(" + ", ".join(f"x{n}" for n in range(50)) + "))\n",
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
    "attributes of attributes": "x = a" + ".b" * 1900 + "\n",
    "items of items": "x = a" + "[0]" * 900 + "\n",
    "a sum of strings": "x = '/opt'" + " + 'a'" * 900 + "\nopen(x)\n",
    "alternatives of alternatives": "x = " + " or ".join(["a"] * 1900) + "\n",
    "calls inside calls": "x = f(" * 80 + ")" * 80 + "\n",
    "functions inside functions": "".join("    " * n + f"def f{n}():\n" for n in range(90)) + "    " * 90 + "pass\nf0()\n",
    "hundreds of elif": "if a == 0:\n    pass\n" + "".join(f"elif a == {n}:\n    open('/opt/{n}')\n" for n in range(600)),
    "hundreds of conditional expressions": "x = " + "".join(f"'{n}' if a == {n} else " for n in range(300)) + "'z'\n",
    "hundreds of cases": "match a:\n" + "".join(f"    case {n}:\n        open('/opt/{n}')\n" for n in range(500)),
    "hundreds of functions": "".join(f"def f{n}():\n    open('/opt/{n}')\nf{n}()\n" for n in range(800)),
    "try inside try": "".join("    " * n + "try:\n" for n in range(40)) + "    " * 40 + "x = 1\n" + "".join(f"{'    ' * n}except OSError:\n{'    ' * n}    pass\n" for n in reversed(range(40))),
    "finally inside finally": "".join(f"{'    ' * n}try:\n{'    ' * n}    x{n} = 1\n{'    ' * n}finally:\n" for n in range(20)) + "    " * 20 + "x = 1\n",
    "a generator that calls itself": "def g(n):\n    yield '/opt/' + str(n)\n    yield from g(n + 1)\nfor p in g(0):\n    open(p)\n",
    "generators that call each other": "def a(n):\n    for x in b(n):\n        yield x + 'a'\ndef b(n):\n    for x in a(n):\n        yield x + 'b'\nfor p in a(1):\n    open(p)\n",
    "a call with ever more arguments": "def f(*a, **k):\n    return f(*a, *a, 1, **k)\nf(1)\n",
    "a call with ever deeper data": "def f(d):\n    return f({'x': d, 'y': [d]})\nf({})\n",
    "an object that makes another": "class A:\n    def __init__(self):\n        self.a = A()\nA()\n",
    "a function that is given itself": "(lambda f: f(f))(lambda f: f(f))\n",
    "a count to a billion": "n = 0\nwhile n < 10 ** 9:\n    n += 1\n    open('/opt/' + str(n))\n",
    "strings of gigabytes": "x = '{:>999999999}'.format('a')\ny = f'{1:>999999999}'\nz = 'a'.ljust(10 ** 10)\nw = 'a'.zfill(10 ** 9)\n",
    "a command line of thousands": "import os\nos.system(" + repr("cp /a/x /b; " * 2000 + "$(" * 2000) + ")\n",
    "code at run time": "exec('open(1)')\n",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", SCRIPTS)
def test_hard_scripts_are_followed_within_bounds(name: str) -> None:
    module = parse("/project/script.py", SCRIPTS[name] + READ)
    run = Machine(module, Setup(), len(module.text), SEMANTICS)
    facts = _facts(run, module, Setup())
    assert run.budget.steps <= run.budget.limit + 1 <= MAX_STEPS + 1
    reached = any(getattr(fact, "path", "") == "/opt/ml/last" for fact in facts.facts)
    assert reached or not facts.complete(), "the script was left halfway, and nobody was told"


def test_what_ends_the_run_is_told() -> None:
    facts = facts_of(SCRIPTS["code at run time"])
    assert [lost.why for lost in facts.incomplete] == ["code is made at run time"]
    assert not facts.complete()
    assert not facts.complete("environment")


NOT_CERTAIN = {
    "os.path.join by something unknown": "import os, acme\nos.path.join = acme.join\nopen(os.path.join('/a', 'b'))\n",
    "os.path.join by a function": "import os\nos.path.join = lambda *parts: '/other'\nopen(os.path.join('/a', 'b'))\n",
    "open by a function": "import builtins\nbuiltins.open = lambda path: None\nopen('/a/b')\n",
    "open by something unknown": "import builtins, acme\nbuiltins.open = acme.open\nopen('/a/b')\n",
    "open by a definition": "def open(path):\n    pass\nopen('/a/b')\n",
    "os.makedirs by setattr": "import os\nsetattr(os, 'makedirs', print)\nos.makedirs('/a/b')\n",
    "os.environ": "import os\nos.environ = {'A': '/other'}\nopen(os.environ['A'])\n",
}


@pytest.mark.parametrize("name", NOT_CERTAIN)
def test_what_was_replaced_does_not_do_what_it_did(name: str) -> None:
    facts = facts_of(NOT_CERTAIN[name])
    assert not any(fact.path == "/a/b" and fact.certain for fact in facts.all(PathAccess))
    assert not list(facts.all(EnvRead))


def test_names_out_of_a_star_import_may_be_anything() -> None:
    assert told("from acme import *\nsave('/opt/ml/x')\nopen(ROOT + '/y')\n") == [
        "passed /opt/ml/x to save",
        "read */y by open  [inexact]",
    ]


def test_too_many_ways_to_call_what_touches_files() -> None:
    calls = "".join(f"save({{}}, '/opt/ml/{n}')\n" for n in range(60))
    lines = told("def save(x, p):\n    open(p, 'w')\n" + calls)
    assert lines[-1] == "incomplete control: save is called in too many ways"


def test_a_loop_over_more_than_can_be_unrolled_keeps_the_common_head() -> None:
    rows = ", ".join(f"'/opt/ml/input/{n}'" for n in range(100))
    assert told(f"for p in [{rows}]:\n    open(p)\n") == ["read /opt/ml/input/* by open  [inexact, perhaps]"]


# The two bounds below are tuning; that the ordinary case is well below them is a promise.


def test_a_function_without_effect_is_followed_again_when_its_condition_changes() -> None:
    calls = "".join(f"load('{mode}')\n" for mode in ("a", "b", "c", "d"))
    lines = told("def load(mode):\n    if mode == 'last':\n        open('/opt/ml/x')\n" + calls + "load('last')\n")
    assert lines == ["read /opt/ml/x by open"]


def test_mappings_that_are_widened_keep_their_entries() -> None:
    names = [f"'A{number}': {{'data': '/opt/ml/input/{number}', 'n': {number}}}" for number in range(20)]
    source = f"import os\nd = {{{', '.join(names)}}}[os.environ['A']]\nopen(d['data'])\n"
    assert "read /opt/ml/input/* by open  [inexact]" in told(source)


STANDARD = sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py"))


@pytest.mark.slow
@pytest.mark.parametrize("path", STANDARD[:: max(len(STANDARD) // 30, 1)], ids=lambda path: path.stem)
def test_the_standard_library_is_followed(path: Path) -> None:
    module = parse(str(path), path.read_text("utf-8"))
    facts = analyse(module, Setup())
    assert all(fact.site.module is module for fact in facts.facts)
