"""Everything that one file defines."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from sm_lint.flow.analysis import ModuleLoader
from sm_lint.jobs.assemble import Assembler
from sm_lint.jobs.drafts import Draft, Settler
from sm_lint.jobs.model import Definitions, Job, Use
from sm_lint.jobs.observe import UPLOADS, Observed, Seen, observe
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.span import Place

MAX_JOBS = 500


def definitions(
    module: ParsedModule,
    src: tuple[str, ...] = (),
    loader: ModuleLoader | None = None,
    shown: Callable[[Place], Place] = lambda place: place,
) -> Definitions:
    """The jobs, pipelines and uses of one in the other that a Python file, or the cells of a notebook, define.

    Args:
        module: the parsed file.
        src: absolute folders that imports are looked up in.
        loader: imported modules; None follows no import.
        shown: how places of the module are known to users.
    """
    observed = observe(module, src, loader)
    if not observed.calls:
        return Definitions(module.path)
    settler = Settler(lambda place: shown(place) if place.path == module.path else place)
    settler.locate(_drafts(observed))
    assembler = Assembler(observed, settler)
    found = _once(assembler.jobs())
    labels = {id(seen.record): job.label for job, seen in found}
    jobs = sorted((job for job, _ in found), key=lambda job: (job.place.path, job.place.cell or 0, job.place.span))
    return Definitions(
        path=module.path,
        jobs=tuple(dict.fromkeys(jobs))[:MAX_JOBS],
        pipelines=tuple(dict.fromkeys(assembler.pipelines())),
        uses=tuple(dict.fromkeys([*assembler.uses(labels), *_parameters(assembler, found)])),
        uploads=tuple(dict.fromkeys(_uploads(observed))),
        written=tuple(_written(observed, module.path)),
        copies=tuple(dict.fromkeys(observed.copies)),
    )


def _drafts(observed: Observed) -> list[Draft]:
    drafts = [seen.draft for seen in observed.calls]
    for use in observed.uses:
        drafts.append(use.draft)
        if use.owner is not None:
            drafts.append(use.owner)
    return drafts


def _once(found: Sequence[tuple[Job, Seen]]) -> list[tuple[Job, Seen]]:
    """Without what was seen of a function that nothing calls, where something does."""
    reached = {id(seen.record.node) for _, seen in found if seen.reached}
    return [(job, seen) for job, seen in found if seen.reached or id(seen.record.node) not in reached]


def _parameters(assembler: Assembler, found: Sequence[tuple[Job, Seen]]) -> list[Use]:
    return [
        use for job, seen in found for use in assembler.parameters(job.label, assembler.layers.get(id(seen.record), ()))
    ]


def _written(observed: Observed, path: str) -> list[str]:
    """Absolute paths of the scripts that are written with `open(...).write(...)`."""
    return [os.path.normpath(os.path.join(os.path.dirname(path), name)) for name in observed.written]


def _uploads(observed: Observed) -> list[tuple[str, str]]:
    """Local files that are uploaded, each with what is known of where to."""
    found = []
    for seen in observed.calls:
        if seen.method not in UPLOADS:
            continue
        local = _text(seen.draft, "local_path", "path", "Filename", "1")
        target = _text(seen.draft, "desired_s3_uri", "Key", "key_prefix", "3", "2")
        if local:
            found.append((local, target or "*"))
    return found


def _text(draft: Draft, *names: str) -> str | None:
    for name in names:
        item = draft.get(name)
        if item is not None and item.text:
            return item.text
    return None
