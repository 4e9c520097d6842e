"""The model of a picture: steps, mounts, edges and findings.

All texts are single lines of encodable characters; they are not escaped for any format.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sm_lint.diagnostics.finding import Severity
from sm_lint.syntax.span import Place

NodeKind = Literal["processing", "training", "transform", "inference", "condition", "model", "step", "source", "target"]
EdgeKind = Literal["data", "value", "depends", "then", "else", "each"]
BRANCHES = ("then", "else", "each")
"""The branches of a condition."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding as shown in the picture.

    Attributes:
        name: name of the rule, which is also that of its page.
        message: the message, with backticks around quotations.
        where: the displayed place, ``path:line:column``.
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
        name: logical name or channel; without one, the last component of the container path.
        path: container path; empty if unknown.
        remote: source or target of its data; empty if SageMaker chooses it.
    """

    key: str
    direction: Literal["input", "output"]
    name: str
    path: str = ""
    remote: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A step or a job; with kind ``source`` or ``target``, an external place of data.

    Attributes:
        key: unique within the graph.
        class_name: class of the processor, estimator or step; for ``source`` and ``target`` the kind of place.
        where: the displayed place of the definition.
        place: the same place; None if unknown.
        script: path of the script, or its name as written if the file was not found.
        script_path: absolute path of the script's file; None if it was not found.
        arguments, hyperparameters: as written, one text each.
        environment: names of the variables that are set.
        remarks: findings that belong to no single input or output.
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
        """Whether it is an external place instead of a step."""
        return self.kind in ("source", "target")

    @property
    def inputs(self) -> tuple[Port, ...]:
        """The ports for incoming data."""
        return tuple(port for port in self.ports if port.direction == "input")

    @property
    def outputs(self) -> tuple[Port, ...]:
        """The ports for outgoing data."""
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
    """Data passed from one step to another, or a dependency.

    Attributes:
        source, target: keys of nodes.
        source_port, target_port: keys of their ports; empty if the edge ends at the node itself.
        kind: ``data`` between ports, ``value`` for other properties, ``depends``, ``then`` and ``else``.
        label: the transferred data, if the ports do not show it.
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
        """Whether it is a branch of a condition, or leads into the body of a loop."""
        return self.kind in BRANCHES


@dataclass(frozen=True, slots=True)
class Graph:
    """One pipeline, or the jobs of one file that belong to no pipeline.

    Attributes:
        path: the displayed path of the file.
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
            KeyError: there is no such node.
        """
        found = next((node for node in self.nodes if node.key == key), None)
        if found is None:
            raise KeyError(key)
        return found

    @property
    def steps(self) -> tuple[Node, ...]:
        """The nodes that are not external places."""
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
        """The findings of an edge: its own, and those of the ports it connects."""
        found = [*edge.remarks]
        for node_key, port_key in ((edge.source, edge.source_port), (edge.target, edge.target_port)):
            port = self.node(node_key).port(port_key)
            found += port.remarks if port is not None else ()
        return tuple(dict.fromkeys(found))


def worst(remarks: Iterable[Remark]) -> Severity | None:
    """The highest severity; None without findings."""
    return max((remark.severity for remark in remarks), key=lambda severity: severity.rank, default=None)


def tally(remarks: Iterable[Remark]) -> str:
    """For example ``2 errors, 1 warning``; empty without findings."""
    given = list(remarks)
    parts = []
    for severity, noun in ((Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "remark")):
        number = sum(1 for remark in given if remark.severity is severity)
        if number:
            parts.append(f"{number} {noun}{'' if number == 1 else 's'}")
    return ", ".join(parts)
