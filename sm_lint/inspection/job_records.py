"""Job definitions as JSON objects, for `sm-lint inspect`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sm_lint.jobs.definition.model import Job, Mount, Script, Setting
from sm_lint.jobs.definition.sdk import mount
from sm_lint.output.text import encodable, shown_path
from sm_lint.sagemaker.paths import root

MAX_COMPARED = 50
# The defaults of every job of a kind, by their common names.
_GIVEN = {"inference": {"model": "model"}, "transform": {"model": "model"}}
_KEPT = {"training": {"model": "model", "output_data": "output-data"}}


def job_records(jobs: Iterable[Job], base: str) -> list[dict[str, Any]]:
    """The scripts, mounts, settings and arguments of jobs; equal records are merged."""
    found: list[dict[str, Any]] = []
    for job in jobs:
        record = _record(job, base)
        if record not in found[-MAX_COMPARED:]:
            found.append(record)
    return found


def _record(job: Job, base: str) -> dict[str, Any]:
    return {
        "label": encodable(job.label),
        "kind": job.kind,
        "dialect": job.dialect,
        "api": job.api,
        "class": job.class_name,
        "step": encodable(job.step) if job.step is not None else None,
        "line": job.place.span.line,
        "cell": job.place.cell,
        "script": _script(job.script, base),
        "inputs": _mounts(job, "input") + _places(job, _GIVEN),
        "outputs": _mounts(job, "output") + _places(job, _KEPT),
        "arguments": [encodable(argument.spelling) for argument in job.contract.arguments],
        "environment": [encodable(variable.name) for variable in job.contract.environment],
        "open": [
            name
            for name, more in (
                ("inputs", job.contract.open_inputs),
                ("outputs", job.contract.open_outputs),
                ("arguments", job.contract.open_arguments),
                ("environment", job.contract.open_environment),
            )
            if more
        ],
        "reached": job.reached,
    }


def _script(script: Script | None, base: str) -> dict[str, Any] | None:
    if script is None:
        return None
    return {
        "path": shown_path(script.path, base) if script.path is not None else None,
        "written": encodable(script.written),
        "found": encodable(script.found),
        "missing": script.missing,
    }


def _mounts(job: Job, direction: str) -> list[dict[str, Any]]:
    mounts = [mount for mount in job.mounts if mount.direction == direction]
    return [_mount(mount, job, f"{direction}-{number}") for number, mount in enumerate(mounts, 1)]


def _mount(mount: Mount, job: Job, unnamed: str) -> dict[str, Any]:
    """A mount; unnamed mounts of processing jobs are numbered by the SDK."""
    name, path = _text(mount.name), _text(mount.local)
    if mount.name is None and job.kind == "processing":
        name = unnamed
    if job.kind == "training" and path is None and name is not None:
        path = f"{root('channels')}/{name}"
    return {"name": name, "path": path}


def _places(job: Job, named: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    return [{"name": name, "path": mount(place)} for name, place in named.get(job.kind or "", {}).items()]


def _text(setting: Setting | None) -> str | None:
    return encodable(setting.text) if setting is not None and setting.text is not None else None
