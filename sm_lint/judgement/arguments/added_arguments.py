"""Arguments that a job passes to its script because its estimator adds them."""

from __future__ import annotations

from collections.abc import Iterator

from sm_lint.jobs.definition.model import Job, Setting
from sm_lint.sagemaker.added_arguments import AddedArgument, added_arguments

_S3 = "s3"


def adds_s3_uri(job: Job, argument: str) -> bool:
    """Whether the estimator of a job passes an argument that it was not given: a URI below its output path."""
    return (argument, _S3) in _passed_unasked(job)


def _passed_unasked(job: Job) -> Iterator[tuple[str, str]]:
    """Names of the arguments that the estimator of a job adds, with their values; `s3` for a URI below its output path.

    What is given, turned off, or depends on something that is not known, is left out.
    """
    if job.kind != "training":
        return
    for added in added_arguments(job.class_name or "", job.dialect):
        if job.setting(added.setting) is not None:
            continue
        value = _value(added, job)
        if value is not None:
            yield added.argument, value


def _value(added: AddedArgument, job: Job) -> str | None:
    instance = job.setting("instance_type") or job.setting("train_instance_type")
    if instance is not None and (instance.text or "").startswith("local"):
        return None  # `local_code` is a setting of the session
    distribution = job.setting("distribution") or job.setting("distributions")
    if distribution is None:
        return added.value
    for key, value in added.under.items():
        enabled = _enabled(distribution, key)
        if enabled is None:
            return None
        if enabled:
            return value
    return added.value


def _enabled(distribution: Setting, key: str) -> bool | None:
    """Whether a kind of distribution is enabled; None where that is not known."""
    if distribution.type == "None":
        return False
    if distribution.type != "dict":
        return None
    given = distribution.get(key)
    if given is None:
        return None if distribution.open else False
    if given.type != "dict":
        return None
    switch = given.get("enabled")
    if switch is None:
        return None if given.open else False
    return {"True": True, "False": False}.get(switch.text or "") if switch.known == "literal" else None
