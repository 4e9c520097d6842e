"""Renders graphs as SVG: a stand-alone picture, or part of a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from sm_lint.graph.drawing.card import BAND, CHIP_HEIGHT, PAD, SMALL, Card, Chip, boxes_and_links, cards
from sm_lint.graph.drawing.edges import edges
from sm_lint.graph.drawing.escape import escaped
from sm_lint.graph.drawing.layout import layout
from sm_lint.graph.drawing.links import Sources
from sm_lint.graph.drawing.measure import BOLD, text_width
from sm_lint.graph.drawing.remarks import listed, titled
from sm_lint.graph.model import BRANCHES, Graph, Node, tally, worst

BORDER = 20.0
HEADING = 44.0
_HEADS = ("plain", "branch", "error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Drawing:
    """The content of a picture of one graph, and its size in pixels."""

    body: str
    width: float
    height: float


def stylesheet() -> str:
    """The style of pictures, light and dark."""
    return files("sm_lint.graph.drawing").joinpath("style.css").read_text(encoding="utf-8")


def document(graphs: Sequence[Graph], sources: Sources) -> str:
    """All graphs as an SVG file, one below the other, each followed by its findings."""
    drawings = [draw(graph, f"g{number}", linked=False) for number, graph in enumerate(graphs, 1)]
    width = max([320.0, *(drawing.width for drawing in drawings)])
    top, parts = 0.0, []
    for graph, drawing in zip(graphs, drawings):
        heading = f'<text class="heading" x="{BORDER:g}" y="30">{escaped(graph.title)}</text>'
        left = (width - drawing.width) / 2
        parts.append(f'<g transform="translate(0 {top:g})">{heading}')
        parts.append(f'<g transform="translate({left:g} {HEADING:g})">\n{drawing.body}</g>\n')
        below, height = listed(graph.all_remarks, sources, width - 2 * BORDER)
        parts.append(f'<g transform="translate({BORDER:g} {HEADING + drawing.height:g})">\n{below}</g></g>\n')
        top += HEADING + drawing.height + height
    name = escaped(", ".join(graph.title for graph in graphs))
    style = stylesheet().replace(":root, svg.sm-graph", "svg.sm-graph")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sm-graph alone" width="{width:g}" height="{top:g}"'
        f' viewBox="0 0 {width:g} {top:g}" role="img" aria-label="{name}">\n'
        f"<title>{name}</title>\n<style>\n{style}</style>\n{markers('g')}"
        f'<rect class="paper" width="{width:g}" height="{top:g}"/>\n{"".join(parts)}</svg>\n'
    )


def picture(graph: Graph, prefix: str, linked: bool = True) -> str:
    """One graph as an element of a page, with nodes linked to ``#PREFIX-KEY`` if `linked`."""
    drawing = draw(graph, prefix, linked)
    width, height = f"{drawing.width:g}", f"{drawing.height:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sm-graph" viewBox="0 0 {width} {height}"'
        f' style="--width:{width}px"'
        f' role="group" aria-label="{escaped(graph.title)}">\n{drawing.body}</svg>\n'
    )


def markers(prefix: str) -> str:
    """Arrow heads, one for each colour."""
    heads = "".join(
        f'<marker id="{prefix}-{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9"'
        f' markerUnits="userSpaceOnUse" orient="auto"><path class="head-{name}" d="M0 0.5 10 5 0 9.5z"/></marker>'
        for name in _HEADS
    )
    return f"<defs>{heads}</defs>\n"


def draw(graph: Graph, prefix: str, linked: bool) -> Drawing:
    """Draw one graph.

    Args:
        graph: the graph.
        prefix: prefix of the identifiers of its elements.
        linked: make nodes links to ``#PREFIX-KEY``; otherwise they are only focusable.
    """
    drawn = cards(graph)
    placed = layout(*boxes_and_links(graph, drawn))
    parts = [edges(graph, drawn, placed, prefix if linked else "")]
    for key, each in drawn.items():
        x, y = placed.corners[key]
        parts.append(_node(each, x, y, prefix, linked))
    body = f'<g transform="translate({BORDER:g} {BORDER:g})">\n{"".join(parts)}</g>\n'
    return Drawing(body, placed.width + 2 * BORDER, placed.height + 2 * BORDER)


# -- nodes ------------------------------------------------------------------------------------------------------------


def _node(each: Card, x: float, y: float, prefix: str, linked: bool) -> str:
    node = each.node
    level = worst(node.all_remarks)
    names = " ".join(filter(None, ("node", "outside" if node.is_outside else node.kind, level.value if level else "")))
    place = f'transform="translate({x:g} {y:g})"'
    inside = "".join(_outside(each) if node.is_outside else _step(each))
    if node.is_outside:
        return f'<g class="{names}" {place}><title>{escaped(_said(node))}</title>{inside}</g>\n'
    label = escaped(", ".join(filter(None, (node.kind, node.label, tally(node.all_remarks)))))
    own = f'class="{names}" id="{prefix}-{node.key}-node" {place} aria-label="{label}"'
    title = f"<title>{escaped(_said(node))}</title>"
    if linked:
        return f'<a href="#{prefix}-{node.key}" {own}>{title}{inside}</a>\n'
    return f'<g tabindex="0" role="img" {own}>{title}{inside}</g>\n'


def _outside(each: Card) -> Iterator[str]:
    yield f'<rect class="body" width="{each.width:g}" height="{each.height:g}" rx="{each.height / 2:g}"/>'
    yield f'<text class="soft" x="{each.width / 2:g}" y="18">{escaped(each.subtitle)}</text>'
    yield f'<text class="mono" x="{each.width / 2:g}" y="33">{escaped(each.title)}</text>'


def _step(each: Card) -> Iterator[str]:
    node = each.node
    top = BAND if each.inputs else 0.0
    yield f'<rect class="body" width="{each.width:g}" height="{each.height:g}" rx="9"/>'
    yield f'<rect class="strip" x="0" y="{top + 12:g}" width="4" height="34"/>'
    kind = f'<tspan>{escaped(node.kind)}</tspan> <tspan class="soft" dx="4">{escaped(each.subtitle)}</tspan>'
    yield f'<text class="kind" x="{PAD:g}" y="{top + 20:g}">{kind}</text>'
    yield f'<text class="title" x="{PAD:g}" y="{top + 40:g}">{escaped(each.title)}</text>'
    if each.script:
        names = "mono script" if node.script_path is not None else "mono script unknown"
        yield f'<text class="{names}" x="{PAD:g}" y="{top + 59:g}">{escaped(each.script)}</text>'
    if each.badge:
        yield _badge(each, top)
    for chip in each.inputs:
        yield _chip(chip, 5.0)
    for chip in each.outputs:
        yield _chip(chip, each.height - CHIP_HEIGHT - 5)


def _badge(each: Card, top: float) -> str:
    level = worst(each.node.all_remarks)
    width = round(text_width(each.badge, SMALL, BOLD) + PAD)
    x = each.width - width - 8
    return (
        f'<g class="badge {level.value if level else ""}"><rect x="{x:g}" y="{top + 7:g}" width="{width:g}" height="18"'
        f' rx="9"/><text x="{x + width / 2:g}" y="{top + 20:g}">{escaped(each.badge)}</text></g>'
    )


def _chip(chip: Chip, y: float) -> str:
    port = chip.port
    level = worst(port.remarks) if port is not None else None
    name, said = level.value if level is not None else "", chip.text
    if port is not None and port.key in BRANCHES:
        name, said = "branch", f"branch: {port.name}"
    elif port is not None:
        said = f"{port.direction} {port.name}: {port.path or '?'}{titled(port.remarks)}"
    return (
        f'<g class="chip {name}"><title>{escaped(said)}</title>'
        f'<rect x="{chip.x:g}" y="{y:g}" width="{chip.width:g}" height="{CHIP_HEIGHT:g}" rx="5"/>'
        f'<text class="mono" x="{chip.middle:g}" y="{y + 14:g}">{escaped(chip.text)}</text></g>'
    )


def _said(node: Node) -> str:
    """The tooltip of a node."""
    if node.is_outside:
        return f"{node.class_name}: {node.label}"
    lines = [f"{node.kind} {node.label}", node.script, node.where]
    return "\n".join(filter(None, lines)) + titled(node.all_remarks)
