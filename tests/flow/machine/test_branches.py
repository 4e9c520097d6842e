"""The worked examples of `Alternatives`, `Machine.run_with_exits` and `State.merge`."""

from __future__ import annotations

from sm_lint.flow.facts import PathAccess
from tests.flow.facts_text import facts_of


def paths(source: str) -> list[tuple[str, bool]]:
    accesses = facts_of("import random\n" + source).all(PathAccess)
    return [(access.path, access.certain) for access in accesses]


def test_values_of_one_choice_are_combined_only_as_they_occur_together() -> None:
    source = """
kind = "train" if random.random() else "test"
folder = f"/opt/ml/{kind}"
open(f"{folder}/{kind}")
if kind == "train":
    open(folder)
"""
    assert [path for path, _ in paths(source)] == ["/opt/ml/train/train", "/opt/ml/test/test", "/opt/ml/train"]


def test_values_of_different_choices_are_combined_in_all_ways() -> None:
    source = """
one = "a" if random.random() else "b"
two = "a" if random.random() else "b"
open(f"/{one}/{two}")
"""
    assert [path for path, _ in paths(source)] == ["/a/a", "/a/b", "/b/a", "/b/b"]


def test_what_an_exit_had_changed_is_joined_where_it_leads() -> None:
    source = """
for name in ["x", "y"]:
    if random.random():
        path = "/a"
        break
    path = "/b"
    open("/inside")
open(path)
open("/after")
"""
    assert sorted(paths(source)) == [("/a", False), ("/after", True), ("/b", False), ("/inside", False)]


def test_a_return_out_of_a_loop_makes_what_follows_in_the_function_conditional_and_nothing_after_it() -> None:
    source = """
def f():
    for name in ["x", "y"]:
        if random.random():
            return
    open("/in")
f()
open("/out")
"""
    assert paths(source) == [("/in", False), ("/out", True)]


def test_a_branch_that_does_nothing_counts_as_one() -> None:
    source = """
path = "/a"
if random.random():
    path = "/b"
open(path)
"""
    assert paths(source) == [("/b", False), ("/a", False)]
