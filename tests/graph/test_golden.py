"""Pictures are exactly those of `golden/`; ``SM_LINT_WRITE_GOLDEN=1`` writes them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.graph.collect import collect
from sm_lint.graph.drawing.links import Sources
from sm_lint.graph.drawing.page import page
from sm_lint.graph.drawing.svg import document
from sm_lint.graph.mermaid import flowchart
from sm_lint.graph.model import Graph
from sm_lint.version import __version__

GOLDEN = Path(__file__).parent / "golden"
REWRITE = "SM_LINT_WRITE_GOLDEN=1 .venv-test/bin/python -m pytest tests/graph/test_golden.py"
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def held(name: str, text: str) -> None:
    file = GOLDEN / name
    text = text.replace(f"sm-lint {__version__}", "sm-lint VERSION")
    if os.environ.get("SM_LINT_WRITE_GOLDEN"):
        file.write_bytes(text.encode())
    kept = file.read_bytes().decode() if file.exists() else None
    assert text == kept, f"{file.name} is stale or missing; `{REWRITE}` writes it"


def test_mermaid(graph: Graph) -> None:
    held("fraud.mmd", flowchart([graph]))


def test_svg(graph: Graph, project: Path) -> None:
    held("fraud.svg", document([graph], Sources(str(project))))


def test_html(graph: Graph, project: Path) -> None:
    held("fraud.html", page([graph], Sources(str(project))))


@pytest.mark.parametrize("number", [1, 2])
def test_several_graphs_in_one_flowchart(graph: Graph, number: int) -> None:
    held(f"fraud-{number}.mmd", flowchart([graph] * number))


@pytest.mark.slow
def test_the_example() -> None:
    graphs = collect([str(EXAMPLES / "pipelines")], Resolver(cwd=str(EXAMPLES)), cache=False).graphs
    assert [graph.title for graph in graphs] == ["FraudAtoZ"]
    assert graphs[0].all_remarks == ()
    held("example.mmd", flowchart(graphs))
