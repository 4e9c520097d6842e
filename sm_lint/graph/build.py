"""Builds graphs from definitions and findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sm_lint.diagnostics.finding import Finding
from sm_lint.graph import texts
from sm_lint.graph.attach import attach, remark
from sm_lint.graph.model import Edge, Graph, Node
from sm_lint.graph.parts import Part, Wire, named, of_job, of_step
from sm_lint.graph.wiring import wires
from sm_lint.jobs.definition.model import Definitions, Job, Mount, Pipeline
from sm_lint.jobs.definition.reading import literal
from sm_lint.output.text import shown_path


def graphs(found: Mapping[str, Definitions], findings: Sequence[Finding], base: str) -> list[Graph]:
    """One graph for each pipeline, and one for the jobs of a file that are in none; sorted by file and place.

    Args:
        found: definitions by the absolute path of their file.
        findings: findings of the definitions and of the scripts that they launch.
        base: absolute folder against which paths are shown.
    """
    made: list[Graph] = []
    for path in sorted(found):
        definitions = found[path]
        pipelines = [p for p in _once(definitions.pipelines) if p.place.path == path or p.place.path not in found]
        own = [job for job in dict.fromkeys(definitions.jobs) if job.place.path == path or job.place.path not in found]
        made += _of_file(definitions, pipelines, own, findings, base)
    return made


def _once(pipelines: Iterable[Pipeline]) -> list[Pipeline]:
    """One pipeline for each place: the one whose steps are known best."""
    found: dict[object, Pipeline] = {}
    for pipeline in pipelines:
        known = found.get(pipeline.place)
        if known is None or len(pipeline.steps or ()) > len(known.steps or ()):
            found[pipeline.place] = pipeline
    return list(found.values())


def _of_file(
    definitions: Definitions,
    pipelines: Sequence[Pipeline],
    own: Sequence[Job],
    findings: Sequence[Finding],
    base: str,
) -> list[Graph]:
    shown = texts.clean(shown_path(definitions.path, base))
    rows: list[tuple[str, list[Part]]] = []
    left = list(own)
    for pipeline in pipelines:
        whole = len(pipelines) == 1
        steps = pipeline.steps
        given = left if whole and steps is None else _jobs_named(definitions.jobs, steps or ())
        left = [job for job in left if job not in given]
        # A step may consist of objects that are launched by name only, such as a registered model.
        names = steps if steps is not None else tuple(u.step for u in definitions.uses if u.kind == "step" and u.step)
        rows.append((_title(pipeline, shown), _parts(definitions, given, names if whole or steps is not None else ())))
    if left:
        rows.append((f"Jobs in {shown.rpartition('/')[2]}", _parts(definitions, left, ())))
    mine = [finding for finding in findings if finding.place.path == definitions.path]
    scripts = [finding for finding in findings if finding.place.path != definitions.path]
    drawn = []
    taken: set[Finding] = set()
    for title, parts in rows:
        if parts:
            edges = wires(parts, definitions)
            taken |= attach(parts, edges, [*mine, *scripts], base)
            drawn.append(_graph(title, shown, parts, edges, base))
    rest = tuple(remark(finding, base) for finding in mine if finding not in taken)
    return [replace(drawn[0], remarks=rest), *drawn[1:]] if drawn else []


def _title(pipeline: Pipeline, shown: str) -> str:
    name = literal(pipeline.name) or (pipeline.name.text if pipeline.name is not None else None)
    return texts.clean(name) if name and name.strip("*") else f"Pipeline in {shown.rpartition('/')[2]}"


def _jobs_named(jobs: Iterable[Job], steps: Iterable[str]) -> list[Job]:
    names = set(steps)
    return [job for job in dict.fromkeys(jobs) if job.step is not None and job.step in names]


def _parts(definitions: Definitions, jobs: Sequence[Job], names: Iterable[str]) -> list[Part]:
    """Steps and jobs, each once, in text order; those known only by name come last."""
    parts: list[Part] = []
    seen: set[object] = set()
    for job in jobs:
        script = job.script.path if job.script is not None else None
        identity = (job.step, job.place, script)
        if identity not in seen:
            seen.add(identity)
            parts.append(of_job("", job))
    for name in dict.fromkeys(names):
        if next(named(parts, name), None) is None:
            use = next((use for use in definitions.uses if use.kind == "step" and use.step == name), None)
            parts.append(of_step("", name, use.path if use is not None else "", use.place if use is not None else None))
    parts.sort(key=_order)
    for number, part in enumerate(parts, 1):
        part.key = f"n{number}"
    return parts


def _order(part: Part) -> tuple[bool, str, int, int, int, str]:
    place = part.place
    if place is None:
        return (True, "", 0, 0, 0, part.label)
    return (False, place.path, place.cell or 0, place.span.line, place.span.column, part.label)


def _graph(title: str, path: str, parts: Sequence[Part], edges: Sequence[Wire], base: str) -> Graph:
    inner = tuple(replace(wire.edge, remarks=tuple(dict.fromkeys(wire.remarks))) for wire in edges)
    nodes, outer = _outside(parts, inner)
    return Graph(title, path, (*(part.node(base) for part in parts), *nodes), (*inner, *outer))


def _outside(parts: Sequence[Part], inner: Sequence[Edge]) -> tuple[list[Node], list[Edge]]:
    """The external sources and targets of data, each once."""
    joined = {(edge.source, edge.source_port) for edge in inner} | {(edge.target, edge.target_port) for edge in inner}
    nodes: dict[tuple[str, str, str], Node] = {}
    edges: list[Edge] = []
    for part in parts:
        for key, mount in part.mounts.items():
            caption, text = _place_of(mount)
            if (part.key, key) in joined or not text:
                continue
            kind = "source" if mount.direction == "input" else "target"
            node = nodes.get((kind, caption, text))
            if node is None:
                name = f"{kind[0]}{len(nodes) + 1}"
                node = Node(name, "source" if kind == "source" else "target", text, caption)
                nodes[kind, caption, text] = node
            if kind == "source":
                edges.append(Edge(node.key, part.key, "data", "", key))
            else:
                edges.append(Edge(part.key, node.key, "data", key, ""))
    return list(nodes.values()), list(dict.fromkeys(edges))


def _place_of(mount: Mount) -> tuple[str, str]:
    return texts.outside(mount.remote) if mount.remote is not None else ("", "")
