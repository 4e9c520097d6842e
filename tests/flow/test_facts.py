"""Facts as rules read them."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from sm_lint.flow.facts import ArgumentFact, Cause, PathAccess, Unresolved
from tests.flow.facts_text import facts_of


@pytest.mark.parametrize(
    ("source", "cause", "via"),
    [
        ("open(input())", Cause.PATH, "open"),
        ("import os\nos.chdir(input())", Cause.PATH, "os.chdir"),
        ("import subprocess, foo\nsubprocess.run(foo.x())", Cause.PROCESS, ""),
        ("import subprocess\nsubprocess.run(['make', 'all'])", Cause.PROCESS, ""),
        ("import sys\nprint(sys.argv[1])", Cause.ARGUMENT, ""),
        ("import os\nos.environ[input()]", Cause.VARIABLE, ""),
        ("import os\nfor name in os.environ:\n    print(os.environ[name])", Cause.VARIABLE, ""),
        ("exec(input())", Cause.CODE, ""),
    ],
)  # fmt: skip
def test_what_is_not_resolved_has_a_cause(source: str, cause: Cause, via: str) -> None:
    assert (cause, via) in [(lost.cause, lost.via) for lost in facts_of(source).incomplete]


def test_facts_cannot_be_changed() -> None:
    fact = facts_of("open('/opt/ml/a')").facts[0]
    with pytest.raises(FrozenInstanceError):
        fact.reached = False  # type: ignore[misc] # that is the point


def test_what_is_learned_of_an_argument_later_is_in_its_fact() -> None:
    source = """
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--one")
parser.add_argument("--two")
parser.set_defaults(two=3)
args = parser.parse_args()
print(args.one)
"""
    one, two = facts_of(source).all(ArgumentFact)
    assert (one.used, one.default) == (True, None)
    assert (two.used, two.default, two.has_default) == (False, "3", True)


def test_the_surest_of_several_times_counts() -> None:
    source = "import random\ndef f(p):\n    open(p)\nif random.random():\n    f('/a')\nf('/a')\n"
    (access,) = facts_of(source).all(PathAccess)
    assert access.certain


def test_incomplete_facts_are_among_the_facts() -> None:
    facts = facts_of("open(input())")
    assert facts.incomplete[0] in facts.facts
    assert facts.at(facts.incomplete[0].node, Unresolved) == list(facts.incomplete)
