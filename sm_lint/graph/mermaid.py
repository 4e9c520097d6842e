"""Renders graphs as a Mermaid flowchart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sm_lint.graph.model import Edge, Graph, Node, tally, worst
from sm_lint.output.text import encodable
from sm_lint.patterns import regex

_SHAPES = {"source": ('(["', '"])'), "target": ('(["', '"])'), "condition": ('{{"', '"}}'), "model": ('[["', '"]]')}
_ARROWS = {"data": "-->", "value": "-->", "depends": "-.->", "then": "-.->", "else": "-.->", "each": "-.->"}
_SPECIAL = regex(r"(?:[^A-Za-z0-9 _./-]|(?<![A-Za-z0-9])[_./-]|[_./-](?![A-Za-z0-9]))")
_LATE = regex(r"(?<=\\)(?=n)|(?<=\$)(?=\$)|(?<=:)(?=fa-)")
_BREAK = "<br/>"
_CLASSES = (
    "classDef error stroke:#c8201e,stroke-width:2px",
    "classDef warning stroke:#b26a00,stroke-width:2px",
    "classDef info stroke:#2563b8,stroke-width:2px",
    "classDef outside stroke-dasharray:4 3",
)
_STROKES = {
    "error": "stroke:#c8201e,stroke-width:2px",
    "warning": "stroke:#b26a00,stroke-width:2px",
    "info": "stroke:#2563b8",
}


def flowchart(graphs: Sequence[Graph]) -> str:
    """All graphs as one flowchart; if there are several, each is a subgraph."""
    lines = ["flowchart TD"]
    edges: list[tuple[Graph, Edge]] = []
    for number, graph in enumerate(graphs, 1):
        prefix = f"g{number}"
        body = [*_nodes(graph, prefix), *_edges(graph, prefix)]
        if len(graphs) > 1:
            lines.append(f'  subgraph {prefix}["{escaped(graph.title)}"]')
            lines += [f"  {line}" for line in body]
            lines.append("  end")
        else:
            lines += body
        edges += [(graph, edge) for edge in graph.edges]
    for number, (graph, edge) in enumerate(edges):
        level = worst(graph.edge_remarks(edge))
        if level is not None:
            lines.append(f"  linkStyle {number} {_STROKES[level.value]}")
    lines += [f"  {line}" for line in _CLASSES]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Escape text for a quoted label: everything except letters, digits and blanks becomes a numeric entity.

    ``_``, ``.``, ``/`` and ``-`` have no meaning for Mermaid, nor for Markdown within a word, and are kept. Mermaid
    looks for line breaks, formulas and icons after decoding the entities; zero-width blanks keep their markers apart.
    """
    apart = _LATE.sub("\u200b", encodable(text))
    return _SPECIAL.sub(lambda match: f"#{ord(match.group())};", apart)


def _nodes(graph: Graph, prefix: str) -> Iterator[str]:
    for node in graph.nodes:
        opening, closing = _SHAPES.get(node.kind, ('["', '"]'))
        level = worst(node.all_remarks)
        mark = ":::outside" if node.is_outside else f":::{level.value}" if level is not None else ""
        yield f"  {prefix}{node.key}{opening}{_BREAK.join(map(escaped, _label(node)))}{closing}{mark}"


def _label(node: Node) -> Iterator[str]:
    yield node.label
    if node.is_outside:
        return
    yield " ".join(filter(None, (node.kind, node.class_name)))
    if node.script:
        yield node.script
    remarks = node.all_remarks
    if remarks:
        codes = ", ".join(dict.fromkeys(remark.code for remark in remarks))
        yield f"{tally(remarks)}: {codes}"


def _edges(graph: Graph, prefix: str) -> Iterator[str]:
    for edge in graph.edges:
        label = _edge_label(graph, edge)
        text = f'|"{escaped(label)}"|' if label else ""
        yield f"  {prefix}{edge.source} {_ARROWS[edge.kind]}{text} {prefix}{edge.target}"


def _edge_label(graph: Graph, edge: Edge) -> str:
    """The transferred data, by the names of both ends if they differ; followed by its findings."""
    leaves = graph.node(edge.source).port(edge.source_port)
    meets = graph.node(edge.target).port(edge.target_port)
    first = edge.label or (leaves.name if leaves is not None else "")
    last = meets.name if meets is not None else ""
    label = f"{first} → {last}" if first and last and first != last else first or last
    if not label and edge.is_branch:
        label = edge.kind
    codes = ", ".join(dict.fromkeys(remark.code for remark in graph.edge_remarks(edge)))
    return f"{label} {codes}".strip()
