"""What a definition says of a thing that is in no single place: retries, frameworks, the parameters of a pipeline."""

from __future__ import annotations

from sm_lint.jobs.definition.model import Job, Pipeline, Setting
from sm_lint.jobs.definition.reading import absent, number
from sm_lint.judgement.policies.values import Value
from sm_lint.sagemaker.frameworks import framework_of_class

_ATTEMPTS = ("max_attempts", "MaxAttempts")
_ASL_ATTEMPTS = 3
"""Of a retrier of a state machine without `MaxAttempts`."""
_POLICIES = ("retry_policies", "RetryPolicies", "Retry")
_VERSIONS = {"huggingface": "transformers_version"}
_TYPES = ("String", "Integer", "Float", "Boolean")


def retries_of(job: Job) -> Value:
    """The highest number of attempts of the retry policies of a job's step."""
    given = next((setting for name in _POLICIES if (setting := job.setting(name)) is not None), None)
    if given is None or absent(given):
        return Value("unknown" if job.open_settings else "missing", job.place)
    if given.type != "list" or given.known != "literal" or given.open:
        return Value("unknown", given.place)
    if not given.items:
        return Value("missing", given.place)
    attempts: list[tuple[float, Setting]] = []
    for policy in given.items:
        written = next((found for key in _ATTEMPTS if (found := policy.get(key)) is not None), None)
        amount = _ASL_ATTEMPTS if written is None and job.dialect == "asl" else number(written)
        if amount is None or (written is not None and written.assumed):
            return Value("unknown", policy.place)
        attempts.append((amount, written if written is not None else Setting(policy.place)))
    most, at = max(attempts, key=lambda each: each[0])
    return Value("given", at.place, Setting(at.place, f"{most:g}", "int", "literal", at.source))


def frameworks_of(job: Job) -> Value:
    """The framework of the class that launches a job, as a mapping to its version."""
    found = framework_of_class(job.class_name) or framework_of_class(job.class_name.removesuffix("Processor"))
    if found is None:
        return Value("unknown" if job.dialect in ("v2", "v3") and not job.class_name else "missing", job.place)
    version = job.setting(_VERSIONS.get(found.name, "framework_version"))
    place = version.place if version is not None else job.place
    shown = version if version is not None else Setting(place)
    return Value("given", place, Setting(place, None, "dict", "literal", "", (shown,), (found.name,)))


def parameters_of(pipeline: Pipeline) -> Value:
    """The parameters of a pipeline with their defaults; one without a default has None."""
    if not pipeline.declared and pipeline.parameters is None:
        return Value("unknown", pipeline.place)
    names: list[str] = []
    defaults: list[Setting] = []
    complete = pipeline.parameters is not None
    for written in pipeline.declared:
        name = written.get("name") or written.get("Name")
        if name is None or name.text is None or name.known != "literal":
            complete = False
            continue
        default = written.get("default_value") or written.get("DefaultValue")
        names.append(name.text)
        defaults.append(default if default is not None else Setting(written.place, None, "None", "literal"))
    if pipeline.parameters is not None and not set(pipeline.parameters) <= set(names):
        complete = False
    return Value(
        "given",
        pipeline.place,
        Setting(pipeline.place, None, "dict", "literal", "", tuple(defaults), tuple(names), not complete),
    )


def types_of(pipeline: Pipeline) -> dict[str, str]:
    """The types of the parameters of a pipeline, as pipeline definitions name them, where they are known."""
    found: dict[str, str] = {}
    for written in pipeline.declared:
        name, type = written.get("name") or written.get("Name"), written.get("Type")
        shown = type.text if type is not None else written.type.rpartition(".")[2].removeprefix("Parameter")
        if name is not None and name.text is not None and shown in _TYPES:
            found[name.text] = shown
    return found
