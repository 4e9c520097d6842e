"""Attaches findings to the steps, inputs, outputs and edges that they concern."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from sm_lint.diagnostics.finding import Finding
from sm_lint.graph import texts
from sm_lint.graph.model import Remark
from sm_lint.graph.parts import Part, Wire
from sm_lint.graph.places import contains, extent
from sm_lint.output.text import shown_place
from sm_lint.patterns import regex

_QUOTED = regex(r"`([^`]+)`")


def attach(parts: Sequence[Part], edges: Sequence[Wire], findings: Iterable[Finding], base: str) -> set[Finding]:
    """Attach each finding to what it concerns; returns the attached ones."""
    taken: set[Finding] = set()
    for finding in findings:
        said = remark(finding, base)
        if (
            _at_edge(parts, edges, finding, said)
            or _in_definition(parts, finding, said)
            or _in_script(parts, finding, said)
        ):
            taken.add(finding)
    return taken


def remark(finding: Finding, base: str) -> Remark:
    """A finding as shown in the picture."""
    message = texts.clean(finding.message)
    return Remark(
        finding.code, finding.name, finding.severity, message, shown_place(finding.place, base), finding.place
    )


def _at_edge(parts: Sequence[Part], edges: Sequence[Wire], finding: Finding, said: Remark) -> bool:
    """Attach a finding to the edge at its place; it is also counted for the step that the edge leads to."""
    exact = [wire for wire in edges if wire.place == finding.place]
    for wire in exact:
        wire.remarks.append(said)
        for part in parts:
            if part.key == wire.edge.target:
                part.note(said, wire.edge.target_port)
    return bool(exact)


def _in_definition(parts: Sequence[Part], finding: Finding, said: Remark) -> bool:
    ports = [(part, key) for part in parts if (key := part.port_at(finding.place))]
    narrow = [
        (extent(part.mounts[key].place), part.place is not None, part, key)
        for part, key in ports
        if contains(part.mounts[key].place, finding.place)
    ]
    if narrow or ports:
        best = min((row[0] for row in narrow), default=None)
        chosen = [(part, key) for size, _, part, key in narrow if size == best] or ports
        for part, key in chosen:
            part.note(said, key)
        return True
    reached = [(reach, part) for part in parts if (reach := part.reach(finding.place)) is not None]
    if not reached:
        return False
    closest = min(reach for reach, _ in reached)
    for reach, part in reached:
        if reach == closest:
            part.note(said, _port_meant(part, finding))
    return True


def _in_script(parts: Sequence[Part], finding: Finding, said: Remark) -> bool:
    """Attach a finding in a script, or in a module shipped with scripts."""
    path = finding.place.path
    running = [part for part in parts if _script_of(part) == path]
    judged = [part for part in running or _shipping(parts, path) if _judged_by(part, finding)]
    if not running and finding.contract is None:
        running = _shipping(parts, path)
    for part in judged or running:
        part.note(said, _port_meant(part, finding))
    return bool(judged or running)


def _script_of(part: Part) -> str | None:
    return part.job.script.path if part.job is not None and part.job.script is not None else None


def _shipping(parts: Sequence[Part], path: str) -> list[Part]:
    """The steps whose source directory contains a file."""
    found = []
    for part in parts:
        folder = part.job.script.source_dir if part.job is not None and part.job.script is not None else None
        if folder is not None and _script_of(part) is not None and path.startswith(folder.rstrip(os.sep) + os.sep):
            found.append(part)
    return found


def _judged_by(part: Part, finding: Finding) -> bool:
    job = part.job
    named = (job.contract.id, job.contract.label, job.label) if job is not None else ()
    return finding.contract is not None and finding.contract in named


def _port_meant(part: Part, finding: Finding) -> str:
    """The input or output that a note of the finding leads to, or that it names."""
    for note in finding.notes:
        key = part.port_at(note.place) if note.place is not None else ""
        if key:
            return key
    quoted = [text.rstrip("/") for text in _QUOTED.findall(finding.message)]
    for port in part.ports:
        if port.name in quoted:
            return port.key
    paths = sorted((port for port in part.ports if port.path), key=lambda port: -len(port.path))
    for port in paths:
        if any(text == port.path.rstrip("/") or text.startswith(port.path.rstrip("/") + "/") for text in quoted):
            return port.key
    words = finding.message.replace(",", " ").replace(":", " ").split()
    for port in paths:
        if any(word == port.path or word.startswith(port.path.rstrip("/") + "/") for word in words):
            return port.key
    return ""
