"""Extracts everything that one Python file defines."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from sm_lint.flow.facts import PathAccess, ScriptFacts
from sm_lint.flow.interpreter.analysis import Setup
from sm_lint.jobs.definition.model import Definitions, Job, Use
from sm_lint.jobs.python.arguments import Settings
from sm_lint.jobs.python.assemble import Assembler
from sm_lint.jobs.python.function_jobs import FunctionJobs
from sm_lint.jobs.python.locator import Locator
from sm_lint.jobs.python.model_calls import model_calls
from sm_lint.jobs.python.observe import UPLOADS, Observed, ObservedCall, observe
from sm_lint.jobs.python.pipeline_uses import PipelineUses
from sm_lint.jobs.python.sdk_calls import sdk_calls
from sm_lint.jobs.python.snapshot import Snapshot
from sm_lint.jobs.python.state_machines import state_machine_jobs, state_machine_requests
from sm_lint.jobs.python.written_scripts import written_scripts
from sm_lint.patterns import regex
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.span import Place

MAX_JOBS = 500
MAX_MADE = 200
_SET_LATER = regex(
    r"\b(?!(?:self|cls|args?|config|cfg|settings|os)\.)\w+\.env(?:ironment)?"
    r"(?:(?:\[[^\]\n]+\])?\s*=(?!=)|\.(?:update|setdefault)\()"
)
"""Variables that are added to an object of the SDK after it was made; to which one is not followed."""
_VARIABLE = regex(r"\$(\w+)|\{(\w+)\}")


def extract(
    module: ParsedModule,
    setup: Setup,
    shown: Callable[[Place], Place] = lambda place: place,
    cells: Sequence[str] = (),
) -> tuple[Definitions, ScriptFacts]:
    """The jobs, pipelines and their uses in a Python file or the cells of a notebook.

    Args:
        module: the parsed file.
        setup: external information; the file is always interpreted as a definition.
        shown: maps places of the module to those shown to users.
        cells: names of the files that notebook cells write, as written there.

    Returns:
        Its definitions, and the interpreter's facts about it.
    """
    observed = observe(module, setup)
    names = tuple(_names(cells, observed, module.path))
    if not observed.calls:
        return Definitions(module.path, written=tuple(path for _, path in names), names=names), observed.facts
    locator = Locator(lambda place: shown(place) if place.path == module.path else place)
    locator.locate(_snapshots(observed))
    settings = Settings(locator)
    assembler = Assembler(observed, settings)
    pipeline_uses = PipelineUses(observed, settings)
    functions = FunctionJobs(observed, settings)
    found = _once([*assembler.jobs(), *functions.jobs(), *state_machine_jobs(observed, settings)])
    layers = {**assembler.layers, **functions.layers}
    labels = {id(call.record): job.label for job, call in found}
    jobs = sorted((job for job, _ in found), key=lambda job: (job.place.path, job.place.cell or 0, job.place.span))
    hidden = tuple(observed.facts.hidden.texts.items()) if observed.facts.hidden is not None else ()
    if hidden:
        jobs = [replace(job, hidden=hidden) for job in jobs]
    if _SET_LATER.search(module.text):
        jobs = [replace(job, contract=replace(job.contract, open_environment=True)) for job in jobs]
    made = Definitions(
        path=module.path,
        jobs=tuple(dict.fromkeys(jobs))[:MAX_JOBS],
        pipelines=tuple(dict.fromkeys(pipeline_uses.pipelines())),
        uses=tuple(dict.fromkeys([*pipeline_uses.uses(labels), *_parameters(layers, pipeline_uses, found)])),
        uploads=tuple(dict.fromkeys(_uploads(observed))),
        written=tuple(dict.fromkeys([*_written(observed, module.path), *(path for _, path in names)])),
        scripts=written_scripts(observed.written, module, locator.shown) if jobs else (),
        names=names,
        copies=tuple(dict.fromkeys(observed.copies)),
        made=tuple(dict.fromkeys(_made(observed))),
        models=tuple(dict.fromkeys(model_calls(observed, settings))),
        calls=sdk_calls(observed, settings),
        hidden=hidden,
        requests=tuple(dict.fromkeys(state_machine_requests(observed, settings))),
    )
    return made, observed.facts


def _snapshots(observed: Observed) -> list[Snapshot]:
    snapshots = [call.snapshot for call in observed.calls]
    for use in observed.uses:
        snapshots.append(use.snapshot)
        if use.owner is not None:
            snapshots.append(use.owner)
    return snapshots


def _once(found: Sequence[tuple[Job, ObservedCall]]) -> list[tuple[Job, ObservedCall]]:
    """Omit what was observed in functions that nothing calls, if they are called elsewhere."""
    reached = {id(call.record.node) for _, call in found if call.reached}
    return [
        (job if call.reached else replace(job, reached=False), call)
        for job, call in found
        if call.reached or id(call.record.node) not in reached
    ]


def _parameters(
    layers: Mapping[int, Sequence[Snapshot]], pipeline_uses: PipelineUses, found: Sequence[tuple[Job, ObservedCall]]
) -> list[Use]:
    by_jobs = [
        use for job, call in found for use in pipeline_uses.parameters(job.label, layers.get(id(call.record), ()))
    ]
    return [*by_jobs, *pipeline_uses.parameters_of_steps()]


def _written(observed: Observed, path: str) -> list[str]:
    """Absolute paths of the scripts that are written with `open(...).write(...)`."""
    return [os.path.normpath(os.path.join(os.path.dirname(path), name)) for name in observed.written]


def _made(observed: Observed) -> Iterator[str]:
    """The files and folders that are written."""
    count = 0
    for fact in observed.facts.all(PathAccess):
        if fact.mode == "write" and fact.path.partition("*")[0].strip("./") and count < MAX_MADE:
            count += 1
            yield fact.path


def _names(cells: Sequence[str], observed: Observed, path: str) -> Iterator[tuple[str, str]]:
    """The absolute paths of files that cells write; ``$NAME`` and ``{NAME}`` refer to names of the notebook."""
    for cell in cells:
        known = True

        def value(match: re.Match[str]) -> str:
            nonlocal known
            text = observed.constants.get(match[1] or match[2])
            known = known and text is not None
            return text or ""

        name = _VARIABLE.sub(value, cell)
        if known:
            yield cell, os.path.normpath(os.path.join(os.path.dirname(path), name))


def _uploads(observed: Observed) -> list[tuple[str, str]]:
    """The uploaded local files, each with the known part of its target."""
    found = []
    for call in observed.calls:
        if call.method not in UPLOADS:
            continue
        local = _text(call.snapshot, "local_path", "path", "Filename", "1")
        target = _text(call.snapshot, "desired_s3_uri", "Key", "key_prefix", "3", "2")
        if local:
            found.append((local, target or "*"))
    return found


def _text(snapshot: Snapshot, *names: str) -> str | None:
    for name in names:
        item = snapshot.get(name)
        if item is not None and item.text:
            return item.text
    return None
