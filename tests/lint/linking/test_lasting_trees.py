"""Trees that outlast a run."""

from __future__ import annotations

from sm_lint.lint.linking.lasting_trees import LastingTrees
from sm_lint.syntax.parse import parse


def test_nothing_is_kept_without_room() -> None:
    trees = LastingTrees()
    trees.put(parse("/a.py", "x = 1\n"))
    assert trees.get("/a.py", "x = 1\n") is None


def test_a_tree_is_that_of_its_path_and_text() -> None:
    trees = LastingTrees()
    trees.give_room(100)
    module = parse("/a.py", "x = 1\n")
    trees.put(module)
    assert trees.get("/a.py", "x = 1\n") is module
    assert trees.get("/b.py", "x = 1\n") is None
    assert trees.get("/a.py", "x = 2\n") is None


def test_those_used_longest_ago_make_room() -> None:
    trees = LastingTrees()
    modules = [parse(f"/{name}.py", f"{name} = 1\n") for name in "abc"]
    trees.give_room(modules[0].weight + modules[1].weight)
    trees.put(modules[0])
    trees.put(modules[1])
    assert trees.get("/a.py", "a = 1\n") is modules[0]
    trees.put(modules[2])
    assert trees.get("/b.py", "b = 1\n") is None
    assert trees.get("/a.py", "a = 1\n") is modules[0]
    trees.give_room(0)
    assert trees.get("/a.py", "a = 1\n") is None


def test_a_tree_put_twice_counts_once() -> None:
    trees = LastingTrees()
    module = parse("/a.py", "x = 1\n")
    trees.give_room(2 * module.weight)
    for _ in range(5):
        trees.put(parse("/a.py", "x = 1\n"))
    other = parse("/b.py", "x = 1\n")
    trees.put(other)
    assert trees.get("/a.py", "x = 1\n") is not None
    assert trees.get("/b.py", "x = 1\n") is other
