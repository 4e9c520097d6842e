"""State machines that a definition creates in Python: with a client of Step Functions, or with the SDK `stepfunctions`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sm_lint.jobs.definition.model import Job, Request, Setting
from sm_lint.jobs.definition.state_machine import endpoint_requests, tasks, with_variables
from sm_lint.jobs.python.arguments import Settings
from sm_lint.jobs.python.observe import STATE_MACHINES, Observed, ObservedCall
from sm_lint.jobs.python.snapshot import Snapshot

PACKAGE = "stepfunctions."
MAX_TEXT = 1 << 20
MAX_DEPTH = 60
# Source: aws-step-functions-data-science-sdk-python 2.3.0, src/stepfunctions/steps/sagemaker.py
_PARAMETERS = {
    "TrainingStep": ("name", "estimator", "job_name", "inputs", "hyperparameters"),
    "TuningStep": ("name", "tuner", "job_name", "inputs"),
    "TransformStep": ("name", "transformer", "job_name", "model_name", "data"),
    "ProcessingStep": ("name", "processor", "job_name", "inputs", "outputs"),
}
_LIKE_THE_SDK = {
    "state_id": "name",
    "data": "inputs",
    "container_arguments": "arguments",
    "container_entrypoint": "entrypoint",
}
"""Keywords of the steps by the names that the SageMaker SDK has for the same thing."""


def state_of(call: ObservedCall) -> tuple[Snapshot, Snapshot] | None:
    """The arguments of a step of the SDK `stepfunctions`, and the object that it launches; None for other calls.

    The arguments have the names of the SageMaker SDK.
    """
    parameters = _PARAMETERS.get(call.method) if call.record.callee.startswith(PACKAGE) else None
    if parameters is None:
        return None
    renamed = dict(_LIKE_THE_SDK)
    if call.method == "TransformStep":
        del renamed["data"]
    snapshot = call.snapshot
    keys = [
        parameters[int(key)] if key.isdigit() and int(key) < len(parameters) else renamed.get(key, key)
        for key in snapshot.keys
    ]
    given = replace(snapshot, keys=keys)
    held = given.get(parameters[1])
    return (given, held) if held is not None else None


def state_machine_jobs(observed: Observed, settings: Settings) -> Iterator[tuple[Job, ObservedCall]]:
    """The jobs in the definitions that clients of Step Functions are given."""
    for machine, call in _machines(observed, settings):
        for job in tasks(machine):
            yield job, call


def state_machine_requests(observed: Observed, settings: Settings) -> Iterator[Request]:
    """The requests for endpoints in these definitions."""
    for machine, _ in _machines(observed, settings):
        yield from endpoint_requests(machine)


def _machines(observed: Observed, settings: Settings) -> Iterator[tuple[Setting, ObservedCall]]:
    for call in observed.calls:
        if call.method in STATE_MACHINES:
            definition = settings.one(call.snapshot.get("definition"))
            machine = _machine(definition) if definition is not None else None
            if machine is not None:
                yield with_variables(machine), call


def _machine(given: Setting) -> Setting | None:
    """A definition that was encoded from a dictionary, or is written as a text."""
    if given.type == "dict":
        return given
    if given.text is None or given.known != "literal" or len(given.text) > MAX_TEXT:
        return None
    try:
        return _setting(json.loads(given.text), given, 0)
    except (ValueError, RecursionError):
        return None


def _setting(value: Any, whole: Setting, depth: int) -> Setting:
    """A value of a text, at the place of the text."""
    if depth > MAX_DEPTH:
        raise RecursionError
    if isinstance(value, dict):
        items = tuple(_setting(item, whole, depth + 1) for item in value.values())
        return Setting(whole.place, None, "dict", "literal", "", items, tuple(value))
    if isinstance(value, list):
        items = tuple(_setting(item, whole, depth + 1) for item in value)
        return Setting(whole.place, None, "list", "literal", "", items)
    text = None if value is None else str(value)
    return Setting(whole.place, text, type(value).__name__.replace("NoneType", "None"), "literal")
