"""try, except, finally, suppress: what is guarded, what may not happen, what happens in any case."""

from __future__ import annotations

import pytest

from tests.flow.facts_text import told

BODY = "open('/a')"


@pytest.mark.parametrize(
    "caught",
    ["FileNotFoundError", "OSError", "(ValueError, IOError)", "KeyError", "Exception", "", "Exception as error"],
)
def test_a_failure_that_is_foreseen(caught: str) -> None:
    assert told(f"try:\n    {BODY}\nexcept {caught}:\n    pass\n") == ["read /a by open  [guarded]"]


@pytest.mark.parametrize("caught", ["ValueError", "(TypeError, ImportError)"])
def test_a_failure_that_is_not_foreseen(caught: str) -> None:
    assert told(f"try:\n    {BODY}\nexcept {caught}:\n    pass\n") == ["read /a by open"]


@pytest.mark.parametrize(
    "end", ["raise", "raise RuntimeError('x') from error", "raise SystemExit(1)", "sys.exit(1)", "log(error); exit(2)"]
)
def test_a_handler_that_ends_the_script_guards_nothing(end: str) -> None:
    script = f"import sys\ntry:\n    {BODY}\nexcept OSError as error:\n    {end}\nopen('/after')\n"
    assert told(script) == ["read /a by open", "read /after by open"]


def test_the_handler_may_happen() -> None:
    assert told("try:\n    open('/a')\nexcept OSError:\n    open('/b')\nelse:\n    open('/c')\n") == [
        "read /a by open  [guarded]",
        "read /c by open  [guarded]",
        "read /b by open  [perhaps]",
    ]


def test_guards_reach_into_functions() -> None:
    script = "def load():\n    open('/a')\ntry:\n    load()\nexcept FileNotFoundError:\n    pass\nload()\nopen('/b')\n"
    assert told(script) == ["read /a by open", "read /b by open"]
    assert told(script.replace("load()\nopen", "open")) == ["read /a by open  [guarded]", "read /b by open"]


def test_a_broad_handler_guards_its_own_block_alone() -> None:
    script = "def load():\n    open('/a')\ntry:\n    load()\n    open('/b')\nexcept Exception:\n    pass\n"
    assert told(script) == ["read /a by open", "read /b by open  [guarded]"]


def test_nested() -> None:
    script = (
        "try:\n    try:\n        open('/a')\n    except ValueError:\n        open('/b')\nexcept OSError:\n    pass\n"
    )
    assert told(script) == ["read /a by open  [guarded]", "read /b by open  [perhaps, guarded]"]


def test_finally_happens_in_any_case() -> None:
    assert told("try:\n    open('/a')\nfinally:\n    open('/b')\nopen('/c')\n") == [
        "read /a by open",
        "read /b by open",
        "read /c by open",
    ]


def test_finally_sees_what_stood_when_the_block_was_left() -> None:
    script = """
def save(path):
    try:
        if path is None or flag():
            return
        path = "/late"
    finally:
        open(path)
save("/early")
"""
    assert sorted(told(script)) == [
        "read /early by open  [inexact, perhaps]",
        "read /late by open  [inexact, perhaps]",
    ]


def test_values_after_a_block_that_may_have_failed() -> None:
    script = (
        "path = '/default'\ntry:\n    path = ask()\n    path = '/asked'\nexcept ValueError:\n    pass\nopen(path)\n"
    )
    lines = told(script)
    assert {"read /default by open  [inexact]", "read /asked by open  [inexact]"} <= set(lines)


def test_suppress() -> None:
    script = "import contextlib\nwith contextlib.suppress(FileNotFoundError):\n    open('/a')\nopen('/b')\n"
    assert told(script) == ["read /a by open  [guarded]", "read /b by open"]
    assert told(script.replace("FileNotFoundError", "ValueError")) == ["read /a by open", "read /b by open"]


def test_raise_ends_what_follows_and_suppress_goes_on() -> None:
    script = "from contextlib import suppress\nwith suppress(ValueError):\n    raise ValueError\n    open('/a')\nopen('/b')\nraise ValueError\nopen('/c')\n"
    assert told(script) == ["read /b by open"]


def test_a_generator_and_an_exit_stack() -> None:
    script = "import contextlib\nwith contextlib.ExitStack() as stack:\n    rows = [stack.enter_context(open(p)) for p in ('/a', '/b')]\n"
    assert told(script) == ["read /a by open", "read /b by open"]


def test_a_list_that_is_filled_and_emptied_before_a_failure() -> None:
    text = """
import os
found = []
try:
    for one in os.listdir("/opt/ml/x"):
        found.append("/opt/ml/a")
    for one in os.listdir("/opt/ml/y"):
        found.append("/opt/ml/b")
    found.clear()
except KeyError:
    for path in found:
        open(path)
"""
    opened = [line.partition("  [")[0] for line in told(text) if "open" in line]
    assert opened == ["read /opt/ml/a by open", "read /opt/ml/b by open"]
