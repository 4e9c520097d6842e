"""The steps of a graph under construction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sm_lint.graph import texts
from sm_lint.graph.model import Edge, Node, NodeKind, Port, Remark
from sm_lint.graph.places import contains, extent, job_places, mount_places
from sm_lint.jobs.definition.model import Job, Mount
from sm_lint.jobs.definition.sdk import mount
from sm_lint.output.text import shown_place
from sm_lint.syntax.span import Place

MODEL_PORT = "model"


@dataclass(slots=True)
class Part:
    """A step before it becomes a node.

    Attributes:
        place: place of its definition; None for a step known only by name.
        job: the launched job; None for steps that launch nothing.
        mounts: the declarations behind ports, by the key of the port.
        remarks: findings by the key of their port; those of the step itself under an empty key.
    """

    key: str
    kind: NodeKind
    label: str
    class_name: str
    place: Place | None
    step: str | None = None
    job: Job | None = None
    ports: list[Port] = field(default_factory=list)
    mounts: dict[str, Mount] = field(default_factory=dict)
    remarks: dict[str, list[Remark]] = field(default_factory=dict)

    def port_at(self, place: Place) -> str:
        """The key of the port that is declared at a place; empty if there is none."""
        for key, each in self.mounts.items():
            if any(known == place for known in mount_places(each)):
                return key
        found = [(extent(m.place), key) for key, m in self.mounts.items() if contains(m.place, place)]
        return min(found)[1] if found else ""

    def reach(self, place: Place) -> tuple[int, int] | None:
        """How narrowly the definition of this step contains a place; None if it does not."""
        own = [self.place] if self.place is not None else []
        known = [*own, *(job_places(self.job) if self.job is not None else ())]
        found = [extent(outer) for outer in known if contains(outer, place)]
        return min(found) if found else None

    def note(self, remark: Remark, port: str = "") -> None:
        """Attach a finding, once."""
        known = self.remarks.setdefault(port, [])
        if remark not in known:
            known.append(remark)

    def port_named(self, name: str, direction: str) -> str:
        """The key of a port by its logical name; empty if there is none."""
        for port in self.ports:
            if port.direction == direction and port.name == texts.clean(name):
                return port.key
        return ""

    def node(self, base: str) -> Node:
        """The finished node."""
        script, path = texts.script(self.job, base) if self.job is not None else ("", None)
        ports = (
            Port(port.key, port.direction, port.name, port.path, port.remote, tuple(self.remarks.get(port.key, ())))
            for port in self.ports
        )
        return Node(
            key=self.key,
            kind=self.kind,
            label=self.label,
            class_name=self.class_name,
            where=shown_place(self.place, base) if self.place is not None else "",
            place=self.place,
            script=script,
            script_path=path,
            ports=tuple(ports),
            arguments=texts.arguments(self.job) if self.job is not None else (),
            hyperparameters=texts.hyperparameters(self.job) if self.job is not None else (),
            environment=texts.environment(self.job) if self.job is not None else (),
            remarks=tuple(self.remarks.get("", ())),
        )


@dataclass(slots=True)
class Wire:
    """An edge under construction, with its place."""

    edge: Edge
    place: Place | None = None
    remarks: list[Remark] = field(default_factory=list)


def of_job(key: str, job: Job) -> Part:
    """A part for a job, with its ports."""
    label = job.step if job.step is not None else _job_label(job)
    part = Part(key, job.kind or "step", texts.clean(label), job.class_name or job.api, job.place, job.step, job)
    for number, each in enumerate(job.mounts, 1):
        path = texts.mount_path(each, job)
        name = texts.mount_name(each, path, number)
        remote = texts.outside(each.remote)[1] if each.remote is not None else ""
        port = Port(f"{each.direction[0]}{number}", each.direction, name, path, remote)
        part.ports.append(port)
        part.mounts[port.key] = each
    if job.kind == "training":
        part.ports.append(Port(MODEL_PORT, "output", "model", mount("model")))
    return part


def of_step(key: str, name: str | None, class_name: str, place: Place | None) -> Part:
    """A part for a step that launches no job."""
    label = texts.clean(name if name is not None else class_name or "step")
    return Part(key, texts.step_kind(class_name), label, texts.clean(class_name), place, name)


def _job_label(job: Job) -> str:
    script = job.script
    if script is not None and script.written:
        return script.written.rstrip("/").rpartition("/")[2]
    return job.contract.id if job.function is not None else job.class_name or job.api


def named(parts: Iterable[Part], name: str | None) -> Iterator[Part]:
    """The parts with a step's name."""
    return (part for part in parts if name is not None and part.step == name)
