"""The picture of a pipeline before it is drawn: steps, what they mount, who feeds whom, and what was found where.

All texts are one line of encodable characters; they are not escaped for any format.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sm_lint.diagnostics.finding import Severity
from sm_lint.syntax.span import Place

NodeKind = Literal["processing", "training", "transform", "inference", "condition", "model", "step", "source", "target"]
EdgeKind = Literal["data", "value", "depends", "then", "else"]
BRANCHES = ("then", "else")
"""What a condition leads to."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding as the picture shows it.

    Attributes:
        name: of the rule, which its page goes by.
        message: with backticks around what it quotes.
        where: the place as it is shown, ``path:line:column``.
    """

    code: str
    name: str
    severity: Severity
    message: str
    where: str
    place: Place


@dataclass(frozen=True, slots=True)
class Port:
    """An input or output of a step.

    Attributes:
        key: unique within its node.
        name: logical name or channel; the end of the container path where it has none.
        path: container path, empty where it is not known.
        remote: where its data comes from or goes to, empty where SageMaker chooses the place.
    """

    key: str
    direction: Literal["input", "output"]
    name: str
    path: str = ""
    remote: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A step or a job; or, with kind ``source`` or ``target``, a place outside that data comes from or goes to.

    Attributes:
        key: unique within the graph.
        class_name: class of the processor, estimator or step; what kind of place it is for ``source`` and ``target``.
        where: where it is defined, as it is shown.
        place: the same, None where it is not known.
        script: path of the script, or its name as it is written where no file was found.
        script_path: absolute path of the file that was found, None where there is none.
        arguments, hyperparameters: as written, one text each.
        environment: names of the variables that are set.
        remarks: findings that belong to no input or output alone.
    """

    key: str
    kind: NodeKind
    label: str
    class_name: str = ""
    where: str = ""
    place: Place | None = None
    script: str = ""
    script_path: str | None = None
    ports: tuple[Port, ...] = ()
    arguments: tuple[str, ...] = ()
    hyperparameters: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def is_outside(self) -> bool:
        """Is it a place, and no step?"""
        return self.kind in ("source", "target")

    @property
    def inputs(self) -> tuple[Port, ...]:
        """Ports that data comes in by."""
        return tuple(port for port in self.ports if port.direction == "input")

    @property
    def outputs(self) -> tuple[Port, ...]:
        """Ports that data leaves by."""
        return tuple(port for port in self.ports if port.direction == "output")

    def port(self, key: str) -> Port | None:
        """A port by its key."""
        return next((port for port in self.ports if port.key == key), None)

    @property
    def all_remarks(self) -> tuple[Remark, ...]:
        """Findings of the step and of its ports, each once."""
        return tuple(dict.fromkeys((*self.remarks, *(remark for port in self.ports for remark in port.remarks))))


@dataclass(frozen=True, slots=True)
class Edge:
    """Something that one step hands to another, or that makes it wait.

    Attributes:
        source, target: keys of nodes.
        source_port, target_port: keys of their ports, empty where the edge ends at the node itself.
        kind: ``data`` between ports, ``value`` for other properties, ``depends``, ``then`` and ``else``.
        label: what is handed over, where the ports do not say it.
    """

    source: str
    target: str
    kind: EdgeKind = "data"
    source_port: str = ""
    target_port: str = ""
    label: str = ""
    remarks: tuple[Remark, ...] = ()

    @property
    def is_branch(self) -> bool:
        """Is it what a condition leads to?"""
        return self.kind in BRANCHES


@dataclass(frozen=True, slots=True)
class Graph:
    """One pipeline, or the jobs of one file that are in none.

    Attributes:
        path: the file, as it is shown.
        remarks: findings of the file that belong to no step.
    """

    title: str
    path: str
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def node(self, key: str) -> Node:
        """A node by its key.

        Raises:
            KeyError: there is none.
        """
        found = next((node for node in self.nodes if node.key == key), None)
        if found is None:
            raise KeyError(key)
        return found

    @property
    def steps(self) -> tuple[Node, ...]:
        """Nodes that are no places outside."""
        return tuple(node for node in self.nodes if not node.is_outside)

    @property
    def all_remarks(self) -> tuple[Remark, ...]:
        """Every finding once."""
        found = [*self.remarks]
        for node in self.nodes:
            found += node.all_remarks
        for edge in self.edges:
            found += edge.remarks
        return tuple(dict.fromkeys(found))

    def edge_remarks(self, edge: Edge) -> tuple[Remark, ...]:
        """What is wrong with an edge: its own findings, and those of the ports it joins."""
        found = [*edge.remarks]
        for node_key, port_key in ((edge.source, edge.source_port), (edge.target, edge.target_port)):
            port = self.node(node_key).port(port_key)
            found += port.remarks if port is not None else ()
        return tuple(dict.fromkeys(found))


def worst(remarks: Iterable[Remark]) -> Severity | None:
    """The highest severity; None where there is no finding."""
    return max((remark.severity for remark in remarks), key=lambda severity: severity.rank, default=None)


def tally(remarks: Iterable[Remark]) -> str:
    """``2 errors, 1 warning``; empty where there is nothing."""
    given = list(remarks)
    parts = []
    for severity, noun in ((Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "remark")):
        number = sum(1 for remark in given if remark.severity is severity)
        if number:
            parts.append(f"{number} {noun}{'' if number == 1 else 's'}")
    return ", ".join(parts)
