"""Finds what is meant by the name of a step, a script, a contract or a file that defines jobs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sm_lint.container.build import Subject, scene
from sm_lint.container.project import NotAnalysed, Project, is_script
from sm_lint.container.scene import Scene, Strip
from sm_lint.contracts.model import Contract
from sm_lint.graph.build import graphs
from sm_lint.graph.model import Graph, Node
from sm_lint.graph.texts import clean
from sm_lint.inference.script import infer_contract
from sm_lint.jobs.definition.model import Job
from sm_lint.lint.linking.file_analysis import FileAnalysis
from sm_lint.lint.run.idle_contracts import why_idle
from sm_lint.output.text import count, shown_path
from sm_lint.spelling import did_you_mean, suggest
from sm_lint.workspace import disk


class NotFound(Exception):  # noqa: N818 - says what there is not
    """Nothing of that name is known; the text says so, with a suggestion where one is near."""


@dataclass(frozen=True)
class Launch:
    """A job in its pipeline."""

    job: Job
    graph: Graph
    node: Node


def strips(targets: Sequence[str], project: Project, base: str) -> list[Strip]:
    """What to show for some targets, in their order.

    Args:
        targets: names of steps, ids of contracts, and paths of scripts, definitions and folders.
        project: where they are looked up.
        base: absolute folder against which names are relative and shown.

    Raises:
        NotFound: nothing is known of a target.
    """
    launches = _launches(project, base)
    found: list[Strip] = []
    for target in targets:
        path = os.path.abspath(os.path.join(base, target))
        if disk.is_folder(path):
            inside = [launch for launch in launches if launch.job.place.path.startswith(path + os.sep)]
            found += _pipelines(inside, project, base)
        elif disk.is_file(path):
            found += _of_file(path, launches, project, base)
        else:
            found += _named(target, launches, project, base)
    return found


def _launches(project: Project, base: str) -> list[Launch]:
    by_file = project.definitions
    jobs = project.jobs()
    found = []
    for graph in graphs(by_file, (), base):
        for node in graph.steps:
            job = next((job for job in jobs if _is_of(job, node)), None)
            if job is not None:
                found.append(Launch(job, graph, node))
    return found


def _is_of(job: Job, node: Node) -> bool:
    script = job.script.path if job.script is not None else None
    if job.place != node.place or script != node.script_path:
        return False
    return job.step is None or clean(job.step) == node.label


def _of_file(path: str, launches: Sequence[Launch], project: Project, base: str) -> list[Strip]:
    """A script under all its launches, or the pipelines of a file that defines jobs."""
    defined = [launch for launch in launches if launch.job.place.path == path]
    if defined:
        return _pipelines(defined, project, base)
    shown = shown_path(path, base)
    mine = [launch for launch in launches if _runs(launch, path)]
    if mine:
        scenes = [_scene(f"s{number}", launch, project, base) for number, launch in enumerate(mine, 1)]
        return [Strip(shown, tuple(scenes))]
    if not is_script(path):
        raise NotFound(f"{shown} defines no job, and is no script")
    try:
        analysis = project.analysis(path)
    except NotAnalysed as error:
        raise NotFound(f"{shown}: {error}") from error
    contracts = analysis.contracts or (_inferred(analysis),)
    scenes = [
        scene(f"s{number}", Subject(contract, analysis.kind_under(contract).kind, path), project, base)
        for number, contract in enumerate(contracts, 1)
    ]
    return [Strip(shown, tuple(scenes))]


def _runs(launch: Launch, path: str) -> bool:
    return launch.job.script is not None and launch.job.script.path == path


def _inferred(analysis: FileAnalysis) -> Contract:
    """The contract that is inferred from a script; it may have more inputs and outputs."""
    return replace(
        infer_contract(analysis).contract,
        label="no contract and no job is known; inferred from the script",
        open_inputs=True,
        open_outputs=True,
    )


def _named(target: str, launches: Sequence[Launch], project: Project, base: str) -> list[Strip]:
    written = os.path.abspath(os.path.join(base, target))
    mine = [launch for launch in launches if target in (launch.job.step, launch.node.label) or _runs(launch, written)]
    if mine:
        scenes = [_scene(f"s{number}", launch, project, base) for number, launch in enumerate(mine, 1)]
        return [Strip(clean(target), tuple(scenes))]
    governed = [(script, contract) for script in project.scripts for contract in project.index.task(script).declared]
    asked = [(script, contract) for script, contract in governed if contract.id == target]
    # Folders with a configuration of their own may have contracts of the same name.
    near = [pair for pair in asked if project.index.settings(pair[0]).root == base] or asked
    if near:
        scenes = [
            scene(
                f"s{number}",
                Subject(contract, project.analysis(script).kind_under(contract).kind, script),
                project,
                base,
            )
            for number, (script, contract) in enumerate(near, 1)
        ]
        return [Strip(clean(target), tuple(scenes))]
    idle = next((contract for contract in project.idle_contracts if contract.id == target), None)
    if idle is not None:
        raise NotFound(f"contract `{target}` governs no script; {why_idle(idle)}")
    contracts = dict.fromkeys(contract.id for _, contract in governed)
    known = [*(launch.job.step or launch.node.label for launch in launches), *contracts]
    hint = did_you_mean(suggest(target, known), ": ")
    looked = f"{count(len(launches), 'job')} and {count(len(contracts), 'contract')} are known here"
    raise NotFound(f"no step, contract or file is called `{target}`{hint or f'; {looked}'}")


def _pipelines(launches: Sequence[Launch], project: Project, base: str) -> list[Strip]:
    """One strip for each pipeline, its scenes in the order in which data passes through them."""
    found = []
    for graph in dict.fromkeys(launch.graph for launch in launches):
        inside = [launch for launch in launches if launch.graph is graph]
        scenes = [_scene(launch.node.key, launch, project, base) for launch in _ordered(graph, inside)]
        names = [launch.node.key for launch in inside]
        linked = any(edge.source in names and edge.target in names for edge in graph.edges)
        found.append(Strip(graph.title, tuple(scenes), linked))
    return found


def _ordered(graph: Graph, launches: Sequence[Launch]) -> Iterator[Launch]:
    """Each after those that feed it; in a circle, in text order."""
    left = list(launches)
    done: set[str] = {node.key for node in graph.nodes} - {launch.node.key for launch in left}
    while left:
        ready = (
            launch
            for launch in left
            if all(edge.source in done for edge in graph.edges if edge.target == launch.node.key)
        )
        chosen = next(ready, left[0])
        left.remove(chosen)
        done.add(chosen.node.key)
        yield chosen


def _scene(key: str, launch: Launch, project: Project, base: str) -> Scene:
    job, graph, node = launch.job, launch.graph, launch.node
    sources: dict[str, str] = {}
    targets: dict[str, list[str]] = {}
    for port in node.inputs:
        sources[port.name] = port.remote
    for edge in graph.edges:
        if edge.target == node.key and edge.target_port:
            source, port_of = graph.node(edge.source), node.port(edge.target_port)
            leaves = source.port(edge.source_port)
            if port_of is not None:
                text = source.label + (f", its {leaves.name}" if leaves is not None and not source.is_outside else "")
                sources[port_of.name] = text
        if edge.source == node.key and edge.kind in ("data", "value"):
            reader, leaves = graph.node(edge.target), node.port(edge.source_port)
            if leaves is None or reader.is_outside:
                continue
            meets = reader.port(edge.target_port)
            at = f" at {meets.path}" if meets is not None and meets.path else ""
            targets.setdefault(leaves.name, []).append(f"{reader.label} reads it{at}")
    script = job.script.path if job.script is not None else None
    subject = Subject(
        contract=job.contract,
        kind=job.kind,
        script=script if script is not None and is_script(script) else None,
        writer=job.place.path if job.script is not None and job.script.cell else None,
        job=job,
        sources={name: text for name, text in sources.items() if text},
        targets={name: tuple(_once(texts)) for name, texts in targets.items()},
    )
    return scene(key, subject, project, base)


def _once(texts: Iterable[str]) -> Iterator[str]:
    return iter(dict.fromkeys(texts))
