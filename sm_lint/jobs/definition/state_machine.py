"""Reads state machines of Step Functions: their tasks that start jobs of SageMaker, or create models and endpoints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sm_lint.jobs.definition.model import Job, Setting
from sm_lint.jobs.definition.requests import request_job
from sm_lint.sagemaker.job_kinds import JobKind

_TASK = re.compile(r"arn:aws[\w-]*:states:::(?:aws-sdk:)?sagemaker:(create\w+?)(?:\.\w+)?")
_KINDS: dict[str, JobKind] = {
    "createProcessingJob": "processing",
    "createTrainingJob": "training",
    "createHyperParameterTuningJob": "training",
    "createTransformJob": "transform",
    "createModel": "inference",
}
FROM_INPUT = ".$"
"""End of the keys whose value is taken from the input of a state."""
_EXPRESSION = re.compile(r"\{%.*%\}", re.DOTALL)
"""A value in JSONata."""


def tasks(document: Setting) -> Iterator[Job]:
    """The jobs of a state machine, including those of parallel branches and maps."""
    pending: list[tuple[str | None, Setting]] = [(None, document)]
    while pending:
        name, setting = pending.pop(0)
        resource = setting.get("Resource")
        match = _TASK.fullmatch(resource.text) if resource is not None and resource.text else None
        given = setting.get("Parameters") or setting.get("Arguments")
        if match is not None and given is not None and match[1] in _KINDS:
            job = request_job(_KINDS[match[1]], given, "asl", match[1], setting.place, name)
            if job is not None:
                yield job
            continue
        labels = setting.keys or (None,) * len(setting.items)
        pending += zip(labels, setting.items)


def with_variables(given: Setting) -> Setting:
    """A state machine in which a value is unknown that a state takes from its input, or that JSONata computes."""
    if given.keys:
        pairs = [_variable(key, item) for key, item in zip(given.keys, given.items)]
        return replace(given, keys=tuple(key for key, _ in pairs), items=tuple(item for _, item in pairs))
    if given.items:
        return replace(given, items=tuple(map(with_variables, given.items)))
    if given.text is not None and _EXPRESSION.fullmatch(given.text):
        return _unknown(given)
    return given


def _variable(key: str, item: Setting) -> tuple[str, Setting]:
    if key.endswith(FROM_INPUT):
        return key.removesuffix(FROM_INPUT), _unknown(item)
    return key, with_variables(item)


def _unknown(item: Setting) -> Setting:
    return Setting(item.place, None, "", "variable", item.source, open=True)
