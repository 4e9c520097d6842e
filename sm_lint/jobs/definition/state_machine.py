"""Reads state machines of Step Functions: their tasks that start jobs of SageMaker, or create models and endpoints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sm_lint.jobs.definition.model import Job, Request, Setting, Use
from sm_lint.jobs.definition.placeholders import with_holes
from sm_lint.jobs.definition.requests import request_job
from sm_lint.patterns import regex
from sm_lint.sagemaker.job_kinds import JobKind

_TASK = regex(r"arn:(?:aws[\w-]*|\*):states:::(?:aws-sdk:)?sagemaker:((?:create|update)\w+?)(?:\.\w+)?")
_KINDS: dict[str, JobKind] = {
    "createProcessingJob": "processing",
    "createTrainingJob": "training",
    "createHyperParameterTuningJob": "training",
    "createTransformJob": "transform",
    "createModel": "inference",
}
FROM_INPUT = ".$"
"""End of the keys whose value is taken from the input of a state."""
_EXPRESSION = regex(r"\{%.*%\}", re.DOTALL)
"""A value in JSONata."""


_ENDPOINTS = {
    "createEndpoint": "create_endpoint",
    "createEndpointConfig": "create_endpoint_config",
    "updateEndpoint": "update_endpoint",
}


_CALLED = {"function": ("lambda:", "FunctionName"), "queue": ("sqs:", "QueueUrl")}
"""What else a task calls: the service in its resource, and the argument that names it."""
_FUNCTION = regex(r"arn:aws[\w-]*:lambda:.*")


def tasks(document: Setting) -> Iterator[Job]:
    """The jobs of a state machine, including those of parallel branches and maps."""
    for name, action, state, given in _calls(document):
        if action in _KINDS:
            job = request_job(_KINDS[action], given, "asl", action, state.place, name)
            if job is not None:
                yield with_settings(job, state, ("Retry",))


def with_settings(job: Job, step: Setting, keys: tuple[str, ...]) -> Job:
    """The job of a step with what the step says of it beside the request."""
    beside = tuple((key, item) for key in keys if (item := step.get(key)) is not None)
    return replace(job, settings=(*job.settings, *beside))


def called_by_tasks(document: Setting) -> Iterator[Use]:
    """The functions and queues that the tasks of a state machine call."""
    for name, state, resource in _states(document):
        text = resource.text or ""
        within = (name,) if name else ()
        given = _given(state)
        for kind, (service, key) in _CALLED.items():
            called = given.get(key) if given is not None else None
            if called is not None and called.type == "str" and called.text and f":states:::{service}" in text:
                yield Use(kind, called.place, None, called.text, None, within)
        if _FUNCTION.fullmatch(text):
            yield Use("function", resource.place, None, text, None, within)


def endpoint_requests(document: Setting) -> Iterator[Request]:
    """The requests for endpoints in a state machine."""
    for name, action, state, given in _calls(document):
        if action in _ENDPOINTS and given.keys:
            yield Request(_ENDPOINTS[action], "asl", state.place, name, tuple(zip(given.keys, given.items)))


def _calls(document: Setting) -> Iterator[tuple[str | None, str, Setting, Setting]]:
    """Each state that calls SageMaker: its name, what it does, the state, and what it gives."""
    for name, state, resource in _states(document):
        match = _TASK.fullmatch(resource.text or "")
        given = _given(state)
        if match is not None and given is not None:
            yield name, match[1], state, given


def _states(document: Setting) -> Iterator[tuple[str | None, Setting, Setting]]:
    """The states that use a resource, including those of parallel branches and maps: name, state, resource."""
    pending: list[tuple[str | None, Setting]] = [(None, document)]
    while pending:
        name, setting = pending.pop(0)
        resource = setting.get("Resource")
        if resource is not None and resource.text and resource.type == "str":
            yield name, setting, resource
            if _TASK.fullmatch(resource.text) and _given(setting) is not None:
                continue
        labels = setting.keys or (None,) * len(setting.items)
        pending += zip(labels, setting.items)


def _given(state: Setting) -> Setting | None:
    return state.get("Parameters") or state.get("Arguments")


def with_variables(given: Setting) -> Setting:
    """A state machine in which a value is unknown that a state takes from its input, or that JSONata or a deployment computes."""
    return _with_variables(with_holes(given))


def _with_variables(given: Setting) -> Setting:
    if given.keys:
        pairs = [_variable(key, item) for key, item in zip(given.keys, given.items)]
        return replace(given, keys=tuple(key for key, _ in pairs), items=tuple(item for _, item in pairs))
    if given.items:
        return replace(given, items=tuple(map(_with_variables, given.items)))
    if given.text is not None and _EXPRESSION.fullmatch(given.text):
        return _unknown(given)
    return given


def _variable(key: str, item: Setting) -> tuple[str, Setting]:
    if key.endswith(FROM_INPUT):
        return key.removesuffix(FROM_INPUT), _unknown(item)
    return key, _with_variables(item)


def _unknown(item: Setting) -> Setting:
    return Setting(item.place, None, "", "variable", item.source, open=True)
