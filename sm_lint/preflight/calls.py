"""The calls that answer questions: as few as possible, each once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sm_lint.preflight.model import Call, Question, Where
from sm_lint.preflight.names import arn, bucket_and_key, ecr_image, queue
from sm_lint.preflight.operations import operation

QUOTAS_OF = "sagemaker"
MOST_IDS = 200
"""Maximum number of ids in one call of EC2."""
_FILTERS = {"subnet": "subnet-id", "security-group": "group-id"}


class Plan(NamedTuple):
    """What to call.

    Attributes:
        calls: the calls for each question that can be asked.
        refused: why the other questions cannot be asked.
    """

    calls: dict[Question, tuple[Call, ...]]
    refused: dict[Question, str]

    @property
    def all(self) -> tuple[Call, ...]:
        """All calls, each once; those of clients that take long to make come last."""
        found = dict.fromkeys(call for calls in self.calls.values() for call in calls)
        return tuple(sorted(found, key=lambda call: call.operation.service == "ec2"))


def plan(questions: Iterable[Question], where: Where) -> Plan:
    """The calls for questions.

    Args:
        questions: each once.
        where: the caller's account and region, as far as they are known.
    """
    found = Plan({}, {})
    batched: dict[str, list[Question]] = {}
    for question in questions:
        if question.topic in _FILTERS:
            batched.setdefault(question.topic, []).append(question)
            continue
        made = _CALLS[question.topic](question, where)
        if isinstance(made, str):
            found.refused[question] = made
        else:
            found.calls[question] = made
    for topic, of_topic in batched.items():
        for chunk, call in _described(topic, of_topic, where):
            found.calls.update(dict.fromkeys(chunk, (call,)))
    return found


def _call(
    question: Question, where: Where, arguments: dict[str, Any], name: str, region: str = "", account: str = ""
) -> Call:
    made = operation(question.topic, question.detail)
    resource = made.resource.format(
        partition=where.partition,
        region=region or where.region or "*",
        account=account or where.account or "*",
        name=name,
    )
    return Call(made, region if region != where.region else "", json.dumps(arguments, sort_keys=True), resource)


def _image(question: Question, where: Where) -> tuple[Call, ...] | str:
    image = ecr_image(question.subject)
    if image is None:
        return "it is not in a registry of ECR"
    wanted = {"imageDigest": image.digest} if image.digest else {"imageTag": image.tag}
    arguments = {"registryId": image.account, "repositoryName": image.repository, "imageIds": [wanted]}
    return (_call(question, where, arguments, image.repository, image.region, image.account),)


def _role(question: Question, where: Where) -> tuple[Call, ...] | str:
    found = arn(question.subject)
    if found is not None and where.account and found.account != where.account:
        return "it is in another account"
    path = found.resource.removeprefix("role/") if found is not None else question.subject
    name = path.rpartition("/")[2]
    # IAM compares with the whole path, which a name alone does not have.
    return (
        _call(
            question,
            where,
            {"RoleName": name},
            path if found is not None else name,
            account=found.account if found else "",
        ),
    )


def _function(question: Question, where: Where) -> tuple[Call, ...] | str:
    found = arn(question.subject)
    region, account = (found.region, found.account) if found is not None else ("", "")
    name = found.resource.removeprefix("function:").partition(":")[0] if found is not None else question.subject
    return (_call(question, where, {"FunctionName": question.subject}, name, region, account),)


def _queue(question: Question, where: Where) -> tuple[Call, ...] | str:
    found = queue(question.subject)
    if found is None:
        return "it is not the URL of a queue of SQS"
    arguments = {"QueueUrl": question.subject, "AttributeNames": ["QueueArn"]}
    return (_call(question, where, arguments, found.name, found.region, found.account),)


def _bucket(question: Question, where: Where) -> tuple[Call, ...] | str:
    return (_call(question, where, {"Bucket": question.subject}, question.subject),)


def _data(question: Question, where: Where) -> tuple[Call, ...] | str:
    bucket, prefix = bucket_and_key(question.subject)
    return (_call(question, where, {"Bucket": bucket, "Prefix": prefix, "MaxKeys": 1}, bucket),)


def _key(question: Question, where: Where) -> tuple[Call, ...] | str:
    found = arn(question.subject)
    region, account = (found.region, found.account) if found is not None else ("", "")
    name = found.resource if found is not None else question.subject
    # An alias is allowed by the key that it names, which only the answer tells.
    bare = "*" if "alias/" in name else name.removeprefix("key/")
    return (_call(question, where, {"KeyId": question.subject}, bare, region, account),)


def _instance(question: Question, where: Where) -> tuple[Call, ...] | str:
    arguments = {"ServiceCode": QUOTAS_OF, "MaxResults": 100}
    return tuple(_call(question._replace(detail=each), where, arguments, "") for each in ("applied", "default"))


def _name(question: Question, where: Where) -> tuple[Call, ...] | str:
    made = operation(question.topic, question.detail)
    return (_call(question, where, {made.parameter: question.subject}, question.subject),)


_CALLS: dict[str, Callable[[Question, Where], tuple[Call, ...] | str]] = {
    "image": _image,
    "role": _role,
    "function": _function,
    "queue": _queue,
    "bucket": _bucket,
    "data": _data,
    "key": _key,
    "instance": _instance,
    "name": _name,
}


def _described(topic: str, questions: Sequence[Question], where: Where) -> Iterator[tuple[Sequence[Question], Call]]:
    """Questions about ids in batches: a filter leaves out those that are not there, where a list of ids would be refused."""
    for start in range(0, len(questions), MOST_IDS):
        chunk = questions[start : start + MOST_IDS]
        filters = [{"Name": _FILTERS[topic], "Values": sorted(question.subject for question in chunk)}]
        yield chunk, _call(chunk[0], where, {"Filters": filters}, "")
