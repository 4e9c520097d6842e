"""What else is named in Python: functions and queues of steps, models, endpoints, and what is to be created."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sm_lint.jobs.definition.model import Definitions, SdkCall, Setting
from sm_lint.jobs.definition.reading import elements
from sm_lint.judgement.definitions.sdk_calls import Called, calls_of, maker
from sm_lint.judgement.policies.values import is_local, known_text, may_differ
from sm_lint.preflight.asking.jobs import NOT_LITERAL, SAGEMAKER, of_instances, of_location
from sm_lint.preflight.asking.made import Made
from sm_lint.preflight.model import Question, Topic, Unasked, Use

ENDPOINT_USAGE = "endpoint usage"
_MODELS = frozenset({"Model", "FrameworkModel", "MultiDataModel", "PipelineModel"})
_CREATED = {
    "create_model": ("ModelName", "model", "this model"),
    "create_endpoint": ("EndpointName", "endpoint", "this endpoint"),
    "create_endpoint_config": ("EndpointConfigName", "endpoint configuration", "this endpoint"),
    "deploy": ("endpoint_name", "endpoint", "this endpoint"),
}
"""Calls that fail where something of the name exists: the argument with the name, what it names, its owner."""
_WITH_ROLE = frozenset({"create", "update", "upsert"})
Words = Callable[[str], bool]


def of_calls(definitions: Definitions, made: Made, has_word: Words) -> Iterator[Use | Unasked]:
    """What to ask about what the calls of a file name, beside its jobs.

    Args:
        definitions: those of the file.
        made: what the project writes to S3.
        has_word: whether the text of the file contains a word: a file that deletes or updates endpoints may well create one again.
    """
    for known in calls_of(definitions):
        if "LambdaStep" in known.names:
            yield from _function(known)
        elif "CallbackStep" in known.names:
            yield from _one(known, "sqs_queue_url", "queue", "", _step(known))
        elif _MODELS & known.names and known.call.name not in _CREATED and not known.call.name.islower():
            yield from _model(known, made)
        elif "Pipeline" in known.names and known.call.name in _WITH_ROLE:
            yield from _pipeline(definitions, known, has_word)
        yield from _created(known, has_word)
        yield from _endpoint(known)


def _function(known: Called) -> Iterator[Use | Unasked]:
    function = known.given.get("lambda_func")
    given = function.get("function_arn") if function is not None else None
    if given is not None and given.type != "None":
        yield from _given(given, known.call, "function", "", _step(known), "`function_arn`")


def _model(known: Called, made: Made) -> Iterator[Use | Unasked]:
    yield from _one(known, "role", "role", SAGEMAKER, "this model")
    yield from _one(known, "image_uri", "image", "", "this model")
    data = known.given.get("model_data")
    if data is not None and data.type != "None" and not may_differ(data, known.call.reached):
        yield from of_location(data, "model of this model", "this model", made)
    network = known.given.get("vpc_config")
    for key, topic in (("Subnets", "subnet"), ("SecurityGroupIds", "security-group")):
        for item in elements(network.get(key)) if network is not None else ():
            yield from _given(
                item, known.call, "subnet" if topic == "subnet" else "security-group", "", "this model", key
            )


def _pipeline(definitions: Definitions, known: Called, has_word: Words) -> Iterator[Use | Unasked]:
    yield from _one(known, "role_arn", "role", SAGEMAKER, "this pipeline")
    if known.call.name != "create" or has_word("upsert") or has_word("update") or has_word("except"):
        return
    pipeline = maker(definitions, known.call)
    name = known_text(pipeline.given.get("name")) if pipeline is not None else None
    if name is not None and pipeline is not None:
        yield Use(Question("name", name, "pipeline"), known.call.place, "this pipeline")


def _created(known: Called, has_word: Words) -> Iterator[Use | Unasked]:
    row = _CREATED.get(known.call.name)
    local = is_local(known.given.get("instance_type"), None)
    if row is None or (known.call.name == "deploy" and (local or not known.targets)):
        return
    argument, what, owner = row
    noun = what.partition(" ")[0]
    if any(
        has_word(word)
        for word in (f"delete_{noun}", f"update_{noun}", "describe_" + noun, "ResourceInUse", "ClientError")
    ):
        return
    given = known.given.get(argument) or known.call.setting(argument)
    name = known_text(given)
    if given is not None and name is not None and not may_differ(given, known.call.reached):
        yield Use(Question("name", name, what), given.place, owner)


def _endpoint(known: Called) -> Iterator[Use | Unasked]:
    subject = "instance type of this endpoint"
    if known.call.name == "create_endpoint_config":
        variants = known.given.get("ProductionVariants") or known.call.setting("ProductionVariants")
        for variant in elements(variants):
            type, amount = variant.get("InstanceType"), variant.get("InitialInstanceCount")
            yield from of_instances(type, amount, ENDPOINT_USAGE, subject, "this endpoint")
    elif known.call.name == "deploy" and known.targets:
        given = known.given.get("instance_type")
        if given is not None and given.type != "None" and not may_differ(given, known.call.reached):
            amount = known.given.get("initial_instance_count")
            yield from of_instances(given, amount, ENDPOINT_USAGE, subject, "this endpoint")


def _one(known: Called, argument: str, topic: Topic, detail: str, owner: str) -> Iterator[Use | Unasked]:
    given = known.given.get(argument)
    if given is not None and given.type != "None":
        yield from _given(given, known.call, topic, detail, owner, f"`{argument}`")


def _given(given: Setting, call: SdkCall, topic: Topic, detail: str, owner: str, noun: str) -> Iterator[Use | Unasked]:
    text = known_text(given)
    if text is None or may_differ(given, call.reached):
        yield Unasked(given.place, f"{noun} of {owner}", NOT_LITERAL)
    elif text:
        yield Use(Question(topic, text, detail), given.place, owner)


def _step(known: Called) -> str:
    name = known_text(known.given.get("name"))
    return f"step `{name}`" if name else "this step"
