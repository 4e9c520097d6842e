"""Where the inputs of scripts come from and where their outputs go, by the graphs of pipelines."""

from __future__ import annotations

from collections.abc import Iterable

from sm_lint.graph.model import Edge, Graph, Node
from sm_lint.survey.model import Link

Links = dict[str, tuple[Link, ...]]


def links(graphs: Iterable[Graph]) -> tuple[Links, Links]:
    """For each script, by absolute path: the sources of its inputs, and the targets of its outputs."""
    sources: dict[str, dict[Link, None]] = {}
    targets: dict[str, dict[Link, None]] = {}
    for graph in graphs:
        nodes = {node.key: node for node in graph.nodes}
        for edge in graph.edges:
            source, target = nodes[edge.source], nodes[edge.target]
            if edge.kind not in ("data", "value"):
                continue
            if target.script_path is not None:
                link = _link(target, edge.target_port, source, edge.source_port, edge)
                sources.setdefault(target.script_path, {})[link] = None
            if source.script_path is not None:
                link = _link(source, edge.source_port, target, edge.target_port, edge)
                targets.setdefault(source.script_path, {})[link] = None
    return _frozen(sources), _frozen(targets)


def _link(mine: Node, my_port: str, other: Node, other_port: str, edge: Edge) -> Link:
    port, there = mine.port(my_port), other.port(other_port)
    return Link(
        mine.label,
        port.name if port is not None else edge.label,
        port.path if port is not None else "",
        other.label,
        there.name if there is not None else "",
        other.script_path,
        other.class_name if other.is_outside else "",
    )


def _frozen(found: dict[str, dict[Link, None]]) -> Links:
    return {path: tuple(rows) for path, rows in found.items()}
