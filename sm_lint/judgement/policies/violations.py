"""Judges the jobs of a file, and what else a policy names, by the policies of the project."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from sm_lint.config.glob import matcher
from sm_lint.config.settings import Settings
from sm_lint.jobs.definition.model import Definitions, Job, Pipeline
from sm_lint.judgement.definitions.sdk_config import given_by_sdk_config
from sm_lint.judgement.policies.corrections import Correction, correction
from sm_lint.judgement.policies.derived import frameworks_of, parameters_of, retries_of, types_of
from sm_lint.judgement.policies.faults import UNKNOWN, fault
from sm_lint.judgement.policies.names import Named, endpoints, named_steps
from sm_lint.judgement.policies.values import (
    Value,
    as_called,
    environment_of,
    is_local_job,
    locations_of,
    may_differ,
    text_of,
    value_of,
)
from sm_lint.policies.compare import either, location_fault, matches
from sm_lint.policies.data import Field, fields
from sm_lint.policies.model import Expectation, Policy
from sm_lint.registry.context import Context
from sm_lint.syntax.span import Place
from sm_lint.workspace.view import FileView

_NOUNS = {"images": "image", "instance-types": "instance type"}
_DERIVED: dict[str, Callable[[Job], Value]] = {
    "environment": environment_of,
    "retries": retries_of,
    "frameworks": frameworks_of,
}
_OF_ENDPOINTS = frozenset({"instance-types", "instance-count"})
"""Fields that models do not have, but the endpoints that serve them."""


class Violation(NamedTuple):
    """Something that is not as a policy expects it.

    Attributes:
        place: where it is given, or of what it is missing.
        message: one sentence.
        unknown: whether the definition does not tell; the policy then asks for a finding.
        policy, expectation: what expects it.
        correction: what the policy leaves to write there; None where that is not one thing.
    """

    place: Place
    message: str
    unknown: bool
    policy: Policy
    expectation: Expectation
    correction: Correction | None = None


def policy_violations(context: Context) -> Iterator[Violation]:
    """What the file of a rule defines otherwise than the policies of its project expect; each once."""
    if context.definitions is not None and context.settings.policies:
        yield from dict.fromkeys(Judge(context.settings, context.definitions, context.files).violations())


class Judge:
    """Judges one file.

    Args:
        settings: those of the file, with its policies.
        definitions: what the file defines.
        files: other files, as they are looked at on behalf of the judged one.
    """

    def __init__(self, settings: Settings, definitions: Definitions, files: FileView) -> None:
        self._settings = settings
        self._definitions = definitions
        self._files = files
        self._policies = [
            policy
            for policy in settings.policies
            if not policy.paths or matcher(policy.paths).covers(definitions.path, settings.root)
        ]

    def violations(self) -> Iterator[Violation]:
        """All of them, policy by policy."""
        for policy in self._policies:
            for job in self._definitions.jobs:
                if _is_of_kind(job, policy) and not is_local_job(job) and self._is_in_pipeline(job.step, policy):
                    yield from self._of_job(job, policy)
            for pipeline in self._definitions.pipelines:
                if self._has_pipeline(pipeline, policy):
                    yield from self._of_pipeline(pipeline, policy)
            for named in (*named_steps(self._definitions), *endpoints(self._definitions)):
                if self._is_about(named, policy):
                    yield from self._of_named(named, policy)

    # -- which ------------------------------------------------------------------------------------------------------

    def _is_in_pipeline(self, step: str | None, policy: Policy) -> bool:
        if policy.steps and (step is None or "*" in step or not matches(step, policy.steps)):
            return False
        if not policy.pipelines:
            return True
        around = self._definitions.pipelines
        return any(
            pipeline.name is not None
            and pipeline.name.known == "literal"
            and matches(pipeline.name.text or "", policy.pipelines)
            and (step in pipeline.steps if pipeline.steps is not None else len(around) == 1)
            for pipeline in around
        )

    def _has_pipeline(self, pipeline: Pipeline, policy: Policy) -> bool:
        if policy.kinds or policy.steps:
            return False
        dialects = {job.dialect for job in self._definitions.jobs}
        if policy.dialects and dialects and not dialects & set(policy.dialects):
            return False
        name = text_of(pipeline.name) if pipeline.name is not None else None
        return not policy.pipelines or (name is not None and matches(name, policy.pipelines))

    def _is_about(self, named: Named, policy: Policy) -> bool:
        if policy.kinds and named.kind not in policy.kinds:
            return False
        if policy.dialects and not set(policy.dialects) & set(named.dialects):
            return False
        if named.field == "pipeline-name":
            text = named.setting.text if named.setting is not None else None
            return not policy.steps and (not policy.pipelines or matches(text or "", policy.pipelines))
        return self._is_in_pipeline(named.step, policy) if policy.steps or policy.pipelines else True

    # -- how --------------------------------------------------------------------------------------------------------

    def _of_job(self, job: Job, policy: Policy) -> Iterator[Violation]:
        subject = (
            f"step `{job.step}`" if job.step else "this model" if job.kind == "inference" else f"this {job.kind} job"
        )
        for expectation in policy.expectations:
            field = fields()[expectation.field]
            if field.of not in ("job", "step") or (field.of == "step" and job.step is None):
                continue
            if job.kind not in (expectation.kinds or field.kinds) or job.kind not in field.kinds:
                continue
            if field.dialects and job.dialect not in field.dialects:
                continue
            if field.type == "locations":
                yield from self._of_locations(job, policy, expectation, subject)
            elif job.kind != "inference" or field.name not in _OF_ENDPOINTS:
                value = self._value(job, field)
                default = field.default_of(job.dialect, _configured_as(job))
                yield from _judged(value, field, policy, expectation, subject, default)

    def _value(self, job: Job, field: Field) -> Value:
        read = _DERIVED.get(field.name)
        value = read(job) if read is not None else value_of(job, field)
        if value.setting is not None:
            return as_called(value, job)
        keys = dict(field.config).get(_configured_as(job), ())
        if value.state == "missing" and keys and job.dialect in ("v2", "v3"):
            root = self._settings.root
            return value._replace(state="unknown") if given_by_sdk_config(job.place, keys, root, self._files) else value
        return value

    def _of_locations(self, job: Job, policy: Policy, expectation: Expectation, subject: str) -> Iterator[Violation]:
        for what, allowed in expectation.tests:
            places = [each for each in allowed if isinstance(each, str)] if isinstance(allowed, tuple) else []
            for setting in locations_of(job, what):
                noun = f"{what.removesuffix('s')} of {subject}"
                text = setting.text if setting.known in ("literal", "computed") else None
                if may_differ(setting, job.reached):
                    text = None
                if text is not None and not text.startswith(("s3://", "*")):
                    continue  # a local file is uploaded to the bucket of the session
                told = None if text is None or text.startswith("*") else location_fault(text, places)
                if told:
                    yield _violation(
                        setting.place, f"{noun} is `{text}`, not below {either(places)}", policy, expectation
                    )
                elif told is None and policy.unknown != "silent":
                    message = f"{noun} is not known from the definition"
                    yield _violation(setting.place, message, policy, expectation, unknown=True)

    def _of_pipeline(self, pipeline: Pipeline, policy: Policy) -> Iterator[Violation]:
        named = text_of(pipeline.name) if pipeline.name is not None else None
        subject = f"pipeline `{named}`" if named else "this pipeline"
        for expectation in policy.expectations:
            if expectation.field != "parameters":
                continue
            tests = tuple(test for test in expectation.tests if test[0] != "types")
            if tests:
                value = parameters_of(pipeline)
                yield from _judged(value, fields()["parameters"], policy, replace(expectation, tests=tests), subject)
            wanted: Any = dict(expectation.tests).get("types", ())
            types = types_of(pipeline)
            for name, type in wanted:
                if types.get(name, type) != type:
                    message = f"parameter `{name}` of {subject} is of the type `{types[name]}`, not `{type}`"
                    yield _violation(pipeline.place, message, policy, expectation)

    def _of_named(self, named: Named, policy: Policy) -> Iterator[Violation]:
        for expectation in policy.expectations:
            if expectation.field == named.field and (not expectation.kinds or named.kind in expectation.kinds):
                state = "given" if named.setting is not None else "missing"
                value = Value("given" if state == "given" else "missing", named.place, named.setting)
                yield from _judged(value, fields()[named.field], policy, expectation, named.subject)


def _judged(
    value: Value, field: Field, policy: Policy, expectation: Expectation, subject: str, default: int | None = None
) -> Iterator[Violation]:
    found = fault(field, expectation.tests, value, default)
    noun = _NOUNS.get(field.name, f"`{field.name}`")
    whole = f"{noun} of {subject}" if subject else noun
    if found == UNKNOWN:
        if policy.unknown != "silent":
            message = f"{whole} is not known from the definition"
            yield _violation(value.place, message, policy, expectation, unknown=True)
    elif found:
        instead = correction(field, expectation.tests, value.setting) if value.setting is not None else None
        yield _violation(value.place, f"{whole} {found}", policy, expectation)._replace(correction=instead)


def _violation(
    place: Place, message: str, policy: Policy, expectation: Expectation, unknown: bool = False
) -> Violation:
    file = f"{os.path.basename(expectation.place.path)}:{expectation.place.span.line}"
    pack = f", pack `{expectation.pack}`" if expectation.pack else ""
    whole = f"{message}: required by policy `{policy.name}` ({file}{pack})"
    return Violation(place, whole, unknown, policy, expectation)


def _configured_as(job: Job) -> str:
    """The kind of job under which the SDK has defaults for a job: its own, or ``function``."""
    return "function" if job.function is not None else job.kind or ""


def _is_of_kind(job: Job, policy: Policy) -> bool:
    if job.kind is None or (policy.kinds and job.kind not in policy.kinds):
        return False
    return not policy.dialects or job.dialect in policy.dialects
