"""Job definitions as JSON objects, for `sm-lint inspect`."""

from __future__ import annotations

from typing import Any

from sm_lint.jobs.model import Job, Mount, Script, Setting
from sm_lint.jobs.sdk import mount
from sm_lint.output.text import encodable, shown_path
from sm_lint.sagemaker.paths import root

# What every job of a kind has without saying so, by what people call it.
_GIVEN = {"inference": {"model": "model"}, "transform": {"model": "model"}}
_KEPT = {"training": {"model": "model", "output_data": "output-data"}}


def job_record(job: Job, base: str) -> dict[str, Any]:
    """What is known of one job: its script, what it mounts, sets and passes."""
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
        "inputs": [_mount(each, job) for each in job.mounts if each.direction == "input"] + _places(job, _GIVEN),
        "outputs": [_mount(each, job) for each in job.mounts if each.direction == "output"] + _places(job, _KEPT),
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


def _mount(mount: Mount, job: Job) -> dict[str, Any]:
    name, path = _text(mount.name), _text(mount.local)
    if job.kind == "training" and path is None and name is not None:
        path = f"{root('channels')}/{name}"
    return {"name": name, "path": path}


def _places(job: Job, named: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    return [{"name": name, "path": mount(place)} for name, place in named.get(job.kind or "", {}).items()]


def _text(setting: Setting | None) -> str | None:
    return encodable(setting.text) if setting is not None and setting.text is not None else None
