"""Draws the lines between steps, and their labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sm_lint.graph.drawing.card import Card
from sm_lint.graph.drawing.escape import escaped
from sm_lint.graph.drawing.labels import Label, Rectangle, bend, labels
from sm_lint.graph.drawing.layout import Layout, Point
from sm_lint.graph.drawing.remarks import titled
from sm_lint.graph.model import Edge, Graph, worst


def edges(graph: Graph, cards: Mapping[str, Card], placed: Layout, prefix: str) -> str:
    """All lines, then all labels, so that no line crosses a label.

    Args:
        prefix: lines with findings link to ``#PREFIX-KEY`` of the step that they lead to; empty for no links.
    """
    taken = [Rectangle(x, y, x + cards[key].width, y + cards[key].height) for key, (x, y) in placed.corners.items()]
    texts = ["" if edge.is_branch else edge.label for edge in graph.edges]
    found = labels(placed.routes, texts, taken)
    lines = [_edge(graph, edge, _line(graph, edge, points), prefix) for edge, points in zip(graph.edges, placed.routes)]
    written = [
        _edge(graph, edge, _label(label), prefix) for edge, label in zip(graph.edges, found) if label is not None
    ]
    return "".join((*lines, *written))


def _edge(graph: Graph, edge: Edge, inside: str, prefix: str) -> str:
    remarks = graph.edge_remarks(edge)
    level = worst(remarks)
    names = " ".join(filter(None, ("edge", edge.kind, level.value if level else "")))
    title = f"<title>{escaped(_said(graph, edge) + titled(remarks))}</title>"
    target = graph.node(edge.target)
    key = edge.source if target.is_outside else edge.target
    if remarks and prefix:
        # With the keyboard, the same details are reached through the step.
        return f'<a class="{names}" href="#{prefix}-{key}" tabindex="-1">{title}{inside}</a>\n'
    return f'<g class="{names}">{title}{inside}</g>\n'


def _line(graph: Graph, edge: Edge, points: Sequence[Point]) -> str:
    level = worst(graph.edge_remarks(edge))
    head = level.value if level else ("branch" if edge.is_branch else "plain")
    way = _way(points)
    return f'<path class="reach" d="{way}"/><path class="way" d="{way}" marker-end="url(#g-{head})"/>'


def _label(label: Label) -> str:
    at, (x, y) = label.at, label.middle
    return (
        f'<rect class="label" x="{at.left:g}" y="{at.top:g}" width="{at.right - at.left:g}"'
        f' height="{at.bottom - at.top:g}" rx="4"/><text x="{x:g}" y="{y + 4:g}">{escaped(label.text)}</text>'
    )


def _said(graph: Graph, edge: Edge) -> str:
    source, target = graph.node(edge.source), graph.node(edge.target)
    leaves, meets = source.port(edge.source_port), target.port(edge.target_port)
    first = f"{source.label}.{leaves.name}" if leaves is not None else source.label
    last = f"{target.label}.{meets.name}" if meets is not None else target.label
    return f"{first} → {last}" + (f" ({edge.label or edge.kind})" if edge.label or edge.kind != "data" else "")


def _way(points: Sequence[Point]) -> str:
    """A smooth curve that starts and ends vertically."""
    (x, y), *rest = points
    parts = [f"M{x:g} {y:g}"]
    for after_x, after_y in rest:
        if after_x == x:
            parts.append(f"V{after_y:g}")
        else:
            control = bend(y, after_y)
            parts.append(f"C{x:g} {y + control:g} {after_x:g} {after_y - control:g} {after_x:g} {after_y:g}")
        x, y = after_x, after_y
    return "".join(parts)
