"""What jobs name: images, roles, keys, networks, data and instances."""

from __future__ import annotations

from collections.abc import Iterator

from sm_lint.jobs.definition.model import Job, Setting
from sm_lint.jobs.definition.reading import flag, number
from sm_lint.judgement.policies.values import (
    Value,
    as_called,
    is_local_job,
    items_of,
    known_text,
    locations_of,
    value_of,
)
from sm_lint.policies.data import fields
from sm_lint.preflight.asking.made import Made
from sm_lint.preflight.model import Question, Topic, Unasked, Use

SAGEMAKER = "sagemaker.amazonaws.com"
NOT_LITERAL = "it is not a literal"
MADE_BY_PROJECT = "the project may write it"
USAGES = {
    "training": "training job usage",
    "processing": "processing job usage",
    "transform": "transform job usage",
}
"""Kinds of jobs with what their instances are for, in the names of quotas."""
SPOT_USAGE = "spot training job usage"
_TEXTS: dict[str, tuple[Topic, str]] = {
    "images": ("image", ""),
    "role": ("role", SAGEMAKER),
    "volume-kms-key": ("key", ""),
    "output-kms-key": ("key", ""),
}
_LISTS: dict[str, Topic] = {"subnets": "subnet", "security-group-ids": "security-group"}
_NOUNS = {"images": "image"}
_NAMES = {"training": "TrainingJobName", "processing": "ProcessingJobName", "transform": "TransformJobName"}
_LAUNCHED = frozenset({"create_training_job", "create_processing_job", "create_transform_job"})


def of_job(job: Job, made: Made) -> Iterator[Use | Unasked]:
    """What to ask about what a job names, and what is not asked.

    Args:
        job: any job.
        made: what the project writes to S3.
    """
    if job.kind is None or is_local_job(job):
        return
    owner = _owner(job)
    for name, (topic, detail) in _TEXTS.items():
        if job.kind in fields()[name].kinds:
            yield from _text(_value(job, name), f"{_NOUNS.get(name, f'`{name}`')} of {owner}", topic, detail, owner)
    for name, topic in _LISTS.items():
        if job.kind in fields()[name].kinds:
            yield from _items(_value(job, name), f"`{name}` of {owner}", topic, owner)
    yield from _locations(job, made, owner)
    yield from _instances(job, owner)
    if job.api in _LAUNCHED:
        named = job.setting(_NAMES[job.kind])
        written = known_text(named)
        if named is not None and written is not None:
            yield Use(Question("name", written, f"{job.kind} job"), named.place, owner)


def _owner(job: Job) -> str:
    return f"step `{job.step}`" if job.step else "this model" if job.kind == "inference" else f"this {job.kind} job"


def _value(job: Job, name: str) -> Value:
    return as_called(value_of(job, fields()[name]), job)


def _text(value: Value, subject: str, topic: Topic, detail: str, owner: str) -> Iterator[Use | Unasked]:
    text = known_text(value.setting)
    if text:
        yield Use(Question(topic, text, detail), value.place, owner)
    elif value.setting is not None and text is None:
        yield Unasked(value.place, subject, NOT_LITERAL)


def _items(value: Value, subject: str, topic: Topic, owner: str) -> Iterator[Use | Unasked]:
    if value.setting is None:
        return
    found = items_of(value.setting)
    if found is None or not found.complete:
        yield Unasked(value.place, subject, NOT_LITERAL)
    for text in found.texts if found is not None else ():
        yield Use(Question(topic, text), value.place, owner)


def _locations(job: Job, made: Made, owner: str) -> Iterator[Use | Unasked]:
    for what in ("inputs", "models", "outputs", "checkpoints"):
        for setting in locations_of(job, what):
            value = as_called(Value("given", setting.place, setting), job)
            if value.setting is not None:
                reading = what in ("inputs", "models")
                yield from of_location(
                    value.setting, f"{what.removesuffix('s')} of {owner}", owner, made if reading else None
                )
    for name in ("code", "source_dir"):
        written = job.setting(name)
        if (known_text(written) or "").startswith("s3://") and written is not None:
            yield from of_location(written, f"`{name}` of {owner}", owner, made)


def of_location(setting: Setting, subject: str, owner: str, made: Made | None) -> Iterator[Use | Unasked]:
    """What to ask about a location in S3: of one that is read, whether something is there, else whether the bucket exists.

    Args:
        setting: the location; one on the disk is no matter of AWS.
        subject: what it is, for messages.
        owner: what it belongs to.
        made: what the project writes; None for a location that is written.
    """
    text = setting.text if setting.known in ("literal", "computed") and not setting.assumed else None
    if text is None or text.startswith("*"):
        yield Unasked(setting.place, subject, NOT_LITERAL)
        return
    if not text.startswith("s3://"):
        return
    bucket = text.removeprefix("s3://").partition("/")[0]
    if "*" in bucket or not bucket:
        yield Unasked(setting.place, subject, NOT_LITERAL)
    elif made is None or "*" in text:
        yield Use(Question("bucket", bucket), setting.place, owner)
        if made is not None:
            yield Unasked(setting.place, subject, NOT_LITERAL)
    elif made.may_hold(text):
        yield Use(Question("bucket", bucket), setting.place, owner)
        yield Unasked(setting.place, subject, MADE_BY_PROJECT)
    else:
        yield Use(Question("data", text), setting.place, owner)


def _instances(job: Job, owner: str) -> Iterator[Use | Unasked]:
    usage = USAGES.get(job.kind or "", "")
    if not usage:
        return
    spot = _value(job, "spot").setting if job.kind == "training" else None
    if spot is not None and flag(spot) is not False:
        usage = SPOT_USAGE if flag(spot) else ""
    value = _value(job, "instance-types")
    yield from of_instances(
        value.setting, _value(job, "instance-count").setting, usage, f"instance type of {owner}", owner
    )


def of_instances(
    type: Setting | None, amount: Setting | None, usage: str, subject: str, owner: str
) -> Iterator[Use | Unasked]:
    """What to ask about instances.

    Args:
        type: their type; None where it is not given.
        amount: their number; one where it is not given or not known.
        usage: what they are for, as quotas name it; empty where that is not known.
        subject: what the type is, for messages.
        owner: what they belong to.
    """
    if type is None:
        return
    name = known_text(type)
    if name is None:
        yield Unasked(type.place, subject, NOT_LITERAL)
    elif name.startswith("ml."):
        yield Use(Question("instance", name, usage), type.place, owner, int(number(amount) or 1))
