"""What a policy judges beside jobs: names of steps, pipelines, models and endpoints, and the instances of endpoints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sm_lint.jobs.definition.model import Definitions, Dialect, Job, Request, Setting
from sm_lint.jobs.definition.reading import elements
from sm_lint.judgement.definitions.sdk_calls import Called, calls_of
from sm_lint.judgement.policies.values import is_local
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.syntax.span import Place

_MODELS = frozenset({"Model", "FrameworkModel", "MultiDataModel", "PipelineModel"})
_OF_CALLS = {
    "deploy": (
        ("endpoint_name", "endpoint-name"),
        ("instance_type", "instance-types"),
        ("initial_instance_count", "instance-count"),
    ),
    "create_endpoint": (("EndpointName", "endpoint-name"),),
    "create_model": (("ModelName", "model-name"),),
}
"""Arguments of calls, by method, with the fields that they are."""
_OF_VARIANTS = (("InstanceType", "instance-types"), ("InitialInstanceCount", "instance-count"))


class Named(NamedTuple):
    """A value with what it belongs to.

    Attributes:
        field: the field of a policy that it is.
        place: where it is given.
        setting: as it is given.
        subject: what it belongs to, for messages; may be empty.
        kind: kind of job; None for a step that launches none, and for a pipeline.
        dialects: dialects that the definition may be in.
        step: name of the step; None outside of pipelines.
    """

    field: str
    place: Place
    setting: Setting | None
    subject: str = ""
    kind: JobKind | None = None
    dialects: tuple[Dialect, ...] = ()
    step: str | None = None


def named_steps(definitions: Definitions) -> Iterator[Named]:
    """The names of pipelines, of steps, and of the models that documents create."""
    dialects = tuple(dict.fromkeys(job.dialect for job in definitions.jobs))
    for pipeline in definitions.pipelines:
        if pipeline.name is not None:
            yield Named("pipeline-name", pipeline.name.place, pipeline.name, dialects=dialects)
    seen = set()
    for job in definitions.jobs:
        if job.step is not None:
            seen.add(job.step)
            yield _of_step(job)
        name = job.setting("ModelName") if job.kind == "inference" and job.dialect in ("json", "asl") else None
        if name is not None:
            yield Named("model-name", name.place, name, "", "inference", (job.dialect,), job.step)
    for use in definitions.uses:
        if use.kind == "step" and use.step and use.step not in seen:
            seen.add(use.step)
            setting = _literal(use.step, use.place)
            yield Named("step-name", use.place, setting, dialects=dialects, step=use.step)


def _of_step(job: Job) -> Named:
    assert job.step is not None
    written = job.setting("name")
    place = written.place if written is not None and written.text == job.step else job.place
    return Named("step-name", place, _literal(job.step, place), "", job.kind, (job.dialect,), job.step)


def _literal(text: str, place: Place) -> Setting:
    return Setting(place, text, "str", "computed" if "*" in text else "literal", text)


def endpoints(definitions: Definitions) -> Iterator[Named]:
    """The names of models and endpoints that calls give, and the instances of endpoints."""
    for request in definitions.requests:
        yield from _of_request(request)
    for known in calls_of(definitions):
        name = known.call.name
        dialects: tuple[Dialect, ...] = tuple(target.generation for target in known.targets) or ("boto3",)
        if known.targets and name not in _OF_CALLS and _MODELS & known.names and not name.islower():
            yield from _arguments(known, (("name", "model-name"),), dialects)
        elif name == "create_endpoint_config":
            variants = known.given.get("ProductionVariants") or known.call.setting("ProductionVariants")
            yield from _of_variants(variants, dialects)
        elif name == "deploy" and (not known.targets or is_local(known.given.get("instance_type"), None)):
            continue  # of an object that is not the SDK's, or on the developer's machine
        else:
            yield from _arguments(known, _OF_CALLS.get(name, ()), dialects)


def _of_request(request: Request) -> Iterator[Named]:
    """The names in a request of a document, and the instances in it."""
    dialects: tuple[Dialect, ...] = (request.dialect,)
    for keyword, field in _OF_CALLS.get(request.method, ()):
        given = request.setting(keyword)
        if given is not None:
            yield Named(field, given.place, given, "", "inference", dialects, request.step)
    yield from _of_variants(request.setting("ProductionVariants"), dialects, request.step)


def _of_variants(variants: Setting | None, dialects: tuple[Dialect, ...], step: str | None = None) -> Iterator[Named]:
    for variant in elements(variants):
        for key, field in _OF_VARIANTS:
            given = variant.get(key)
            if given is not None:
                yield Named(field, given.place, given, "this endpoint", "inference", dialects, step)


def _arguments(known: Called, arguments: tuple[tuple[str, str], ...], dialects: tuple[Dialect, ...]) -> Iterator[Named]:
    for keyword, field in arguments:
        given = known.given.get(keyword) or known.call.setting(keyword)
        if given is None or (given.known == "literal" and given.type == "None"):
            continue
        if not known.call.reached and given.known == "literal" and given.source.isidentifier():
            given = Setting(given.place, source=given.source)  # a caller may give another
        subject = "" if field.endswith("-name") else "this endpoint"
        yield Named(field, given.place, given, subject, "inference", dialects)
