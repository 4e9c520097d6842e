"""The cards that represent steps: their sizes and the ports for lines. All lengths are in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sm_lint.graph.drawing.layout import Box, Link
from sm_lint.graph.drawing.measure import BOLD, SANS, fitted, text_width
from sm_lint.graph.model import Graph, Node, Port, tally, worst

TITLE, SMALL, CAPTION = 15.0, 11.0, 11.0
CHIP_HEIGHT, CHIP_GAP, CHIP_PAD = 20.0, 6.0, 8.0
PAD = 16.0
MARGIN = 34.0
"""Margin to the left of chips for lines that belong to none of them."""
BAND = 30.0
LEAST, MOST, MOST_CHIP, MOST_OUTSIDE = 190.0, 420.0, 150.0, 250.0
MAX_CHIPS = 6


@dataclass(frozen=True, slots=True)
class Chip:
    """A drawn port; `port` is None for the chip that stands for all that do not fit."""

    port: Port | None
    text: str
    x: float
    width: float

    @property
    def middle(self) -> float:
        """The point where lines connect."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Card:
    """A drawn node.

    Attributes:
        title, script, subtitle: texts, cut to the width.
        badge: for example ``2 errors``; empty if there are no findings.
    """

    node: Node
    width: float
    height: float
    title: str
    subtitle: str
    script: str
    badge: str
    inputs: tuple[Chip, ...]
    outputs: tuple[Chip, ...]

    def meets(self, port: str) -> float:
        """The distance from the left side at which a line meets the top."""
        return self._at(self.inputs, port)

    def leaves(self, port: str) -> float:
        """The distance from the left side at which a line leaves the bottom."""
        return self._at(self.outputs, port)

    def _at(self, chips: Sequence[Chip], port: str) -> float:
        if not port or not chips:
            return MARGIN / 2 if chips else self.width / 2
        found = next((chip for chip in chips if chip.port is not None and chip.port.key == port), chips[-1])
        return found.middle


def cards(graph: Graph) -> dict[str, Card]:
    """The card of each node, by its key. A condition has a chip for each branch."""
    branches: dict[str, dict[str, None]] = {}
    for edge in graph.edges:
        if edge.is_branch:
            branches.setdefault(edge.source, {})[edge.kind] = None
    return {
        node.key: _outside(node) if node.is_outside else _step(node, sorted(branches.get(node.key, ()), reverse=True))
        for node in graph.nodes
    }


def _outside(node: Node) -> Card:
    text = fitted(node.label, SMALL, MOST_OUTSIDE - 2 * PAD, end=node.class_name in ("S3", "local"))
    caption = fitted(node.class_name, CAPTION, MOST_OUTSIDE - 2 * PAD, SANS)
    widest = max(text_width(text, SMALL), text_width(caption, CAPTION, SANS))
    return Card(node, round(widest + 2 * PAD), 44.0, text, caption, "", "", (), ())


def _step(node: Node, branches: Sequence[str]) -> Card:
    badge = tally(node.all_remarks)
    ins = _chips(node.inputs)
    outs = _chips(node.outputs) + [(Port(branch, "output", branch), branch) for branch in branches]
    head = text_width(f"{node.kind}  {_class(node)}", CAPTION, BOLD)
    head += text_width(badge, SMALL, BOLD) + 3 * PAD if badge else 0.0
    script = text_width(node.script, SMALL)
    wanted = max(text_width(node.label, TITLE, BOLD) + 2 * PAD, head + 2 * PAD, min(script, 290.0) + 2 * PAD)
    width = max(LEAST, min(wanted, MOST), *(_row_width(row) + MARGIN + PAD for row in (ins, outs)))
    inner = width - 2 * PAD
    height = 54.0 + (18.0 if node.script else 0.0) + (BAND if ins else 0.0) + (BAND if outs else 0.0)
    return Card(
        node,
        round(width),
        height,
        fitted(node.label, TITLE, inner, BOLD),
        fitted(_class(node), CAPTION, inner - text_width(node.kind, CAPTION, BOLD) - _badge_room(badge), SANS),
        fitted(node.script, SMALL, inner, end=True),
        badge,
        _spread(ins, width),
        _spread(outs, width),
    )


def _badge_room(badge: str) -> float:
    return text_width(badge, SMALL, BOLD) + 2 * PAD if badge else 8.0


def _class(node: Node) -> str:
    return node.class_name if node.class_name.lower() != node.kind else ""


def _chips(ports: Sequence[Port]) -> list[tuple[Port | None, str]]:
    """The ports with the texts of their chips; ports with findings are never omitted for lack of room."""
    shown = list(ports)
    if len(shown) > MAX_CHIPS:
        bad = [port for port in shown if worst(port.remarks) is not None]
        kept = {port.key for port in [*bad, *shown][: max(MAX_CHIPS - 1, len(bad))]}
        shown = [port for port in shown if port.key in kept]
    chips: list[tuple[Port | None, str]] = [
        (port, fitted(port.name, SMALL, MOST_CHIP - 2 * CHIP_PAD)) for port in shown
    ]
    if len(shown) < len(ports):
        chips.append((None, f"+{len(ports) - len(shown)}"))
    return chips


def _chip_width(text: str) -> float:
    return round(text_width(text, SMALL) + 2 * CHIP_PAD)


def _row_width(row: Sequence[tuple[Port | None, str]]) -> float:
    return sum(_chip_width(text) for _, text in row) + CHIP_GAP * max(len(row) - 1, 0)


def _spread(row: Sequence[tuple[Port | None, str]], width: float) -> tuple[Chip, ...]:
    """Chips centred in the card, or as far right of the centre as the margin requires."""
    x = max(MARGIN, round((width - _row_width(row)) / 2))
    found = []
    for port, text in row:
        found.append(Chip(port, text, x, _chip_width(text)))
        x += _chip_width(text) + CHIP_GAP
    return tuple(found)


def boxes_and_links(graph: Graph, cards: dict[str, Card]) -> tuple[list[Box], list[Link]]:
    """The input of the layout."""
    boxes = [Box(key, each.width, each.height, each.node.kind == "source") for key, each in cards.items()]
    links = [
        Link(
            edge.source,
            edge.target,
            cards[edge.source].leaves(edge.kind if edge.is_branch else edge.source_port),
            cards[edge.target].meets(edge.target_port),
        )
        for edge in graph.edges
    ]
    return boxes, links
