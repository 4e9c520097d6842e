"""The flowchart keeps to the grammar of Mermaid whatever the names are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sm_lint.graph.mermaid import escaped, flowchart
from sm_lint.graph.model import Edge, Graph, Node

from .grammar import parsed, plain
from .names import NASTY, nasty_graph


def test_the_pipeline(graph: Graph) -> None:
    statements = parsed(flowchart([graph]))
    kinds = [kind for kind, _ in statements]
    assert (kinds.count("node"), kinds.count("edge")) == (len(graph.nodes), len(graph.edges))
    red = [int(match["number"]) for kind, match in statements if kind == "link"]
    assert red == [number for number, edge in enumerate(graph.edges) if graph.edge_remarks(edge)]
    assert "SMJ507" in flowchart([graph])


@pytest.mark.parametrize("name", NASTY)
def test_hostile_names(name: str) -> None:
    parsed(flowchart([nasty_graph(name)]))
    parsed(flowchart([nasty_graph(name), nasty_graph(name)]))


@pytest.mark.slow
@given(st.text())
def test_any_name(name: str) -> None:
    parsed(
        flowchart([Graph(name, "p.py", (Node("n1", "step", name), Node("s1", "source", name)), (Edge("s1", "n1"),))])
    )


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\u200b")))
def test_labels_say_what_they_stand_for(name: str) -> None:
    assert plain(escaped(name)) == name


def test_marks_that_are_looked_for_late_are_apart() -> None:
    # Line ends, formulas and icons are made of the characters that the numbers stand for.
    assert [plain(escaped(text)) for text in ("a\\nb", "$$x$$", "fa:fa-car")] == ["a\\nb", "$$x$$", "fa:fa-car"]
    assert escaped("a\\nb") == "a#92;#8203;nb"
    assert "#36;#36;" not in escaped("$$x$$")
    assert "#58;fa" not in escaped("fa:fa-car")
