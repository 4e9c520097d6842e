"""Inputs that the SDK adds to a processing job."""

from __future__ import annotations

from sm_lint.jobs.definition.model import Job
from sm_lint.jobs.definition.sdk import class_named, mount

CODE_INPUTS = ("code", "entrypoint")
"""The inputs of a class that the SDK adds to each job with a script."""


def sdk_inputs(job: Job) -> dict[str, str]:
    """The container paths, by name, of the inputs that the class adds; empty for formats that list all mounts."""
    if job.script is None or (job.dialect != "v2" and job.dialect != "v3"):
        return {}
    described = class_named(job.class_name, job.dialect)
    if described is None:
        return {}
    return {name: mount(name) for name in described.family.mounts if name in CODE_INPUTS}
