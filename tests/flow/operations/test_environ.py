"""The environment: what reading, writing, scanning and handing it on tells."""

from __future__ import annotations

import pytest

from sm_lint.flow.machine.setup import Setup
from tests.flow.facts_text import told

READS = [
    ("os.environ['A']", ["env A required"]),
    ("os.environ.get('A')", ["env A default None"]),
    ("os.environ.get('A', 'x')", ["env A default 'x'"]),
    ("os.environ.get(key='A', default='x')", ["env A default 'x'"]),
    ("os.getenv('A', default=3)", ["env A default '3'"]),
    ("environ['A'], getenv('B')", ["env A required", "env B default None"]),
    ("os.environ.setdefault('A', 'x')", ["env A default 'x'", "set A"]),
    ("os.environ.pop('A')", ["env A required"]),
    ("os.environ.pop('A', None)", ["env A default None"]),
    ("'A' in os.environ", ["env A probe"]),
    ("'A' not in os.environ.keys()", ["env A probe"]),
    ("os.environ.copy()['A']", ["env A required"]),
    ("dict(os.environ)['A']", ["env A required"]),
    ("{**os.environ, 'B': 'x'}['A']", ["env A required"]),
    ("{**os.environ, 'B': 'x'}['B']", []),
    ("os.environ['A' + '_B']", ["env A_B required"]),
    ("[os.environ[n] for n in ('A', 'B')]", ["env A required", "env B required"]),
    ("os.environ['A' if ask() else 'B']", ["env A required", "env B required"]),
    ("os.environ[f'A_{ask()}']", ["env A_* required"]),
    ("os.environ[ask()]", ["incomplete environment: the name of an environment variable is not known"]),
    ("list(os.environ)", ["incomplete environment: the whole environment is scanned"]),
    ("[v for k, v in os.environ.items() if k.startswith('A_')]", ["env A_* default None  [perhaps]"]),
]


@pytest.mark.parametrize(("expression", "expected"), READS, ids=[expression for expression, _ in READS])
def test_a_read(expression: str, expected: list[str]) -> None:
    assert told(f"import os\nfrom os import environ, getenv\nprint({expression})\n") == expected


WRITES = [
    ("os.environ['A'] = '/x'", ["set A", "read /x by open"]),
    ("os.environ.update({'A': '/x'})", ["set A", "read /x by open"]),
    ("os.environ.update(A='/x')", ["set A", "read /x by open"]),
    ("os.putenv('A', '/x')\nos.environ['A'] = '/y'", ["set A", "set A", "read /y by open"]),
    ("for n in ('A', 'B'):\n    os.environ[n] = '/' + n", ["set A", "set B", "read /A by open"]),
]


@pytest.mark.parametrize(("code", "expected"), WRITES, ids=[code for code, _ in WRITES])
def test_a_write_and_what_is_read_then(code: str, expected: list[str]) -> None:
    assert told(f"import os\n{code}\nopen(os.environ['A'])\n") == expected


def test_what_may_have_been_written() -> None:
    script = "import os\nif os.getenv('B'):\n    os.environ['A'] = '/x'\nopen(os.environ.get('A', '/y'))\n"
    assert told(script) == [
        "env B default None",
        "set A  [perhaps]",
        "env A default '/y'",
        "read /x by open  [inexact]",
        "read /y by open  [inexact, assumed]",
    ]


@pytest.mark.parametrize("code", ["del os.environ['A']", "os.environ.pop('A')"])
def test_what_was_taken_away(code: str) -> None:
    lines = told(f"import os\nos.environ['A'] = '/x'\n{code}\nopen(os.environ.get('A', '/y'))\n")
    assert lines[-1] == "read /y by open"


@pytest.mark.parametrize(
    "guard",
    [
        "if 'A' in os.environ:\n    open(os.environ['A'])",
        "if os.environ.get('A'):\n    open(os.environ['A'])",
        "try:\n    open(os.environ['A'])\nexcept KeyError:\n    pass",
        "import contextlib\nwith contextlib.suppress(KeyError):\n    open(os.environ['A'])",
        "'A' in os.environ and open(os.environ['A'])",
    ],
)
def test_guards(guard: str) -> None:
    lines = [line for line in told(f"import os\n{guard}\n") if line.startswith("env A required")]
    assert all("guarded" in line or "perhaps" in line for line in lines)
    assert lines


def test_known_values() -> None:
    setup = Setup(environment={"A": "/given"}, job="training", channels=("train",))
    script = (
        "import os\nopen(os.environ['A'])\nopen(os.environ['SM_CHANNEL_TRAIN'])\nopen(os.environ.get('SM_MODEL_DIR'))\n"
    )
    assert [line for line in told(script, setup) if line.startswith("read")] == [
        "read /given by open",
        "read /opt/ml/input/data/train by open",
        "read /opt/ml/model by open",
    ]
