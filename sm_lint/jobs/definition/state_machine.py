"""Reads state machines of Step Functions: their tasks that start jobs of SageMaker, or create models and endpoints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sm_lint.jobs.definition.model import Job, Request, Setting
from sm_lint.jobs.definition.requests import request_job
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.syntax.span import Place

_TASK = re.compile(r"arn:aws[\w-]*:states:::(?:aws-sdk:)?sagemaker:((?:create|update)\w+?)(?:\.\w+)?")
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


_ENDPOINTS = {
    "createEndpoint": "create_endpoint",
    "createEndpointConfig": "create_endpoint_config",
    "updateEndpoint": "update_endpoint",
}


def tasks(document: Setting) -> Iterator[Job]:
    """The jobs of a state machine, including those of parallel branches and maps."""
    for name, action, place, given in _calls(document):
        if action in _KINDS:
            job = request_job(_KINDS[action], given, "asl", action, place, name)
            if job is not None:
                yield job


def endpoint_requests(document: Setting) -> Iterator[Request]:
    """The requests for endpoints in a state machine."""
    for name, action, place, given in _calls(document):
        if action in _ENDPOINTS and given.keys:
            yield Request(_ENDPOINTS[action], "asl", place, name, tuple(zip(given.keys, given.items)))


def _calls(document: Setting) -> Iterator[tuple[str | None, str, Place, Setting]]:
    """The name of each state that calls SageMaker, what it does, its place, and what it gives."""
    pending: list[tuple[str | None, Setting]] = [(None, document)]
    while pending:
        name, setting = pending.pop(0)
        resource = setting.get("Resource")
        match = _TASK.fullmatch(resource.text) if resource is not None and resource.text else None
        given = setting.get("Parameters") or setting.get("Arguments")
        if match is not None and given is not None:
            yield name, match[1], setting.place, given
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
