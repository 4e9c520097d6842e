"""Reads pipelines in the form in which the service keeps them: their steps, and what these refer to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sm_lint.jobs.definition.model import Definitions, Job, Pipeline, Request, Setting, Use
from sm_lint.jobs.definition.requests import request_job
from sm_lint.jobs.definition.state_machine import (
    called_by_tasks,
    endpoint_requests,
    tasks,
    with_settings,
    with_variables,
)
from sm_lint.patterns import regex
from sm_lint.sagemaker.job_kinds import JobKind

_STEP_KINDS: dict[str, JobKind] = {
    "Processing": "processing",
    "QualityCheck": "processing",
    "ClarifyCheck": "processing",
    "Training": "training",
    "Tuning": "training",
    "Transform": "transform",
    "Model": "inference",
}
_REQUESTS = {"Endpoint": "create_endpoint", "EndpointConfig": "create_endpoint_config", "ForEach": "for_each"}
"""Steps that are no jobs and whose arguments are judged, with the method of the API where they are one of its requests."""
_BRANCHES = {"IfSteps": "then", "ElseSteps": "else", "ForEachBody": "each"}
_INNER = (*_BRANCHES, "Steps")
"""Arguments of a step that hold other steps: the branches of a condition, the body of a loop."""
_BESIDE_ARGUMENTS = ("CacheConfig", "RetryPolicies")
_CALLED = {"function": "FunctionArn", "queue": "SqsQueueUrl"}
"""What a step of a pipeline calls, by kind of use."""
_PROPERTY = regex(r"Steps\.([A-Za-z0-9_-]+)\.(.+)")


@dataclass(slots=True)
class Parts:
    """The parts of a document that define something, in text order."""

    jobs: list[Job] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    pipelines: list[Pipeline] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)

    def add(self, document: Setting) -> None:
        """Add those of a pipeline or a state machine."""
        steps = document.get("Steps")
        if steps is not None and steps.type == "list":
            self._add_pipeline(document, steps)
        else:
            self._add_machine(document)

    def _add_pipeline(self, document: Setting, steps: Setting) -> None:
        found = list(_steps(steps))
        for step in found:
            job = _pipeline_job(step)
            self.requests += _step_request(step)
            self.jobs += [job] if job is not None else []
            self.uses += _uses(step, job.label if job is not None else None)
        names = tuple(name.text for step in found if (name := step.get("Name")) is not None and name.text)
        parameters = document.get("Parameters")
        declared = [row.get("Name") for row in parameters.items] if parameters is not None else []
        known = tuple(name.text for name in declared if name is not None and name.text)
        written = parameters.items if parameters is not None and parameters.type == "list" else ()
        self.pipelines.append(Pipeline(document.place, None, names, known, written))

    def _add_machine(self, document: Setting) -> None:
        machine = with_variables(document)
        jobs = list(tasks(machine))
        self.jobs += jobs
        self.requests += endpoint_requests(machine)
        self.uses += called_by_tasks(machine) if jobs else ()

    def definitions(self, path: str) -> Definitions | None:
        """The definitions of a file; None where there is none."""
        if not self.jobs and not self.pipelines and not self.requests:
            return None
        uses = tuple(dict.fromkeys(self.uses))
        return Definitions(path, tuple(self.jobs), tuple(self.pipelines), uses, requests=tuple(self.requests))


def _steps(given: Setting, depth: int = 0) -> Iterator[Setting]:
    """Steps, and those in the branches of conditions and the bodies of loops."""
    for step in given.items:
        yield step
        arguments = step.get("Arguments")
        if arguments is not None and depth < 10:
            for key in _INNER:
                inner = arguments.get(key)
                if inner is not None and inner.type == "list":
                    yield from _steps(inner, depth + 1)


def _pipeline_job(step: Setting) -> Job | None:
    kind = step.get("Type")
    name = step.get("Name")
    arguments = step.get("Arguments")
    if kind is None or kind.text not in _STEP_KINDS or arguments is None:
        return None
    called = name.text if name is not None else None
    job = request_job(_STEP_KINDS[kind.text], arguments, "json", kind.text, step.place, called)
    return with_settings(job, step, _BESIDE_ARGUMENTS) if job is not None else None


def _step_request(step: Setting) -> Iterator[Request]:
    method = _REQUESTS.get(_text(step.get("Type")) or "")
    arguments = step.get("Arguments")
    if method is not None and arguments is not None and arguments.keys:
        yield Request(method, "json", step.place, _text(step.get("Name")), tuple(zip(arguments.keys, arguments.items)))


def _uses(step: Setting, by: str | None) -> Iterator[Use]:
    """References to steps, properties and parameters in the arguments of a step."""
    name = _text(step.get("Name"))
    within = (name,) if name else ()
    yield Use("step", step.place, name, _text(step.get("Type")) or "", by)
    for kind, key in _CALLED.items():
        called = step.get(key)
        if called is not None and called.type == "str" and called.text:
            yield Use(kind, called.place, None, called.text, by, within)
    for kind, given in _named(step):
        called = given.get("Name") or given
        if called.text:
            yield Use(kind, called.place, called.text, "", by, within)
    pending = [item for key, item in zip(step.keys, step.items) if key != "Arguments"]
    arguments = step.get("Arguments")
    if arguments is not None:
        # What the steps in it are given is theirs.
        pending += [item for key, item in zip(arguments.keys, arguments.items) if key not in _INNER]
    while pending:
        setting = pending.pop()
        pending += setting.items
        wanted = setting.get("Get")
        if wanted is None or wanted.text is None:
            continue
        match = _PROPERTY.fullmatch(wanted.text)
        if match is not None:
            yield Use("property", wanted.place, match[1], match[2].replace("['", '["').replace("']", '"]'), by, within)
        elif wanted.text.startswith("Parameters."):
            yield Use("parameter", wanted.place, wanted.text.removeprefix("Parameters."), "", by, within)


def _named(step: Setting) -> Iterator[tuple[str, Setting]]:
    """The steps that a step waits for or chooses between, with the kind of use: names, or the steps themselves."""
    lists = [("depends", step.get("DependsOn"))]
    arguments = step.get("Arguments")
    if arguments is not None:
        lists += [(kind, arguments.get(key)) for key, kind in _BRANCHES.items()]
    for kind, given in lists:
        if given is not None and given.type == "list":
            yield from ((kind, item) for item in given.items)


def _text(setting: Setting | None) -> str | None:
    return setting.text if setting is not None else None
