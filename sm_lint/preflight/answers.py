"""Turns what calls gave into answers: all is well, something is missing, or it is not known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sm_lint.preflight.model import Answer, Call, Missing, Open, Outcome, Question
from sm_lint.preflight.names import bucket_and_key, ecr_image

IMAGE, ROLE, TRUST, FUNCTION, QUEUE, DATA = "SMO201", "SMO202", "SMO203", "SMO204", "SMO205", "SMO206"
KEY, NETWORK, INSTANCE, QUOTA, NAME = "SMO207", "SMO208", "SMO209", "SMO210", "SMO211"

_GONE = {
    "role": frozenset({"NoSuchEntity", "NoSuchEntityException"}),
    "function": frozenset({"ResourceNotFoundException"}),
    "queue": frozenset({"AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"}),
    "bucket": frozenset({"404", "NoSuchBucket", "NotFound"}),
    "data": frozenset({"404", "NoSuchBucket", "NotFound"}),
    "key": frozenset({"NotFoundException"}),
}
_NO_IMAGE = frozenset({"ImageNotFound", "ImageTagDoesNotMatchDigest"})
_USABLE_KEYS = frozenset({"Enabled", "Creating", "Updating"})
_WHY = {
    "throttled": "AWS throttled the call",
    "late": "there was no answer in time",
    "unreachable": "the service cannot be reached",
    "refused": "AWS did not take the question",
    "not asked": "the limit on calls was reached",
}


def answer(question: Question, amount: int, given: Sequence[tuple[Call, Outcome]], region: str) -> Answer:
    """The answer to a question.

    Args:
        question: any question.
        amount: number of instances that are needed.
        given: its calls with what they gave.
        region: that of the caller, for messages.
    """
    if question.topic == "instance":
        return _instance(question, amount, given, region)
    call, outcome = given[0]
    if outcome.failure is not None:
        return _open(call, outcome)
    return _JUDGES[question.topic](question, call, outcome)


def _open(call: Call, outcome: Outcome) -> Open:
    if outcome.failure == "denied":
        return Open(f"access was denied; it needs `{call.operation.action}` on {call.resource or '*'}", call)
    said = f": {outcome.message}" if outcome.failure == "refused" and outcome.message else ""
    return Open(_WHY[outcome.failure or "refused"] + said, call)


def _unexpected(call: Call, outcome: Outcome) -> Open:
    return Open(f"AWS answered {outcome.error}: {outcome.message}", call)


def _plain(code: str, fault: str) -> Callable[[Question, Call, Outcome], Answer]:
    def judge(question: Question, call: Call, outcome: Outcome) -> Answer:
        if outcome.error:
            gone = outcome.error in _GONE[question.topic]
            return Missing(code, fault) if gone else _unexpected(call, outcome)
        return None

    return judge


def _image(question: Question, call: Call, outcome: Outcome) -> Answer:
    image = ecr_image(question.subject)
    assert image is not None
    repository = f"repository `{image.repository}` of registry {image.account} in {image.region}"
    if outcome.error == "RepositoryNotFoundException":
        return Missing(IMAGE, f"does not exist: there is no {repository}")
    if outcome.error or outcome.response is None:
        return _unexpected(call, outcome)
    if outcome.response.get("images"):
        return None
    codes = [str(each.get("failureCode")) for each in outcome.response.get("failures", ())]
    if codes and set(codes) <= _NO_IMAGE:
        wanted = f"image `{image.digest}`" if image.digest else f"tag `{image.tag}`"
        return Missing(IMAGE, f"does not exist: {repository} has no {wanted}")
    return Open(f"ECR answered {', '.join(codes) or 'nothing'}", call)


def _role(question: Question, call: Call, outcome: Outcome) -> Answer:
    if outcome.error:
        gone = outcome.error in _GONE["role"]
        return Missing(ROLE, "does not exist") if gone else _unexpected(call, outcome)
    service = question.detail
    policy = (outcome.response or {}).get("Role", {}).get("AssumeRolePolicyDocument")
    if service and isinstance(policy, dict) and not trusts(policy, service):
        return Missing(TRUST, f"does not trust `{service}`, which then cannot assume it")
    return None


def trusts(policy: Mapping[str, Any], service: str) -> bool:
    """Whether a trust policy may let a service assume the role; conditions are taken to hold."""
    statements = policy.get("Statement", ())
    for statement in [statements] if isinstance(statements, dict) else statements:
        if statement.get("Effect") != "Allow" or "Principal" not in statement:
            if "NotPrincipal" in statement:
                return True
            continue
        principal = statement["Principal"]
        services = _list(principal.get("Service", ())) if isinstance(principal, dict) else _list(principal)
        if any(each in {"*", service} for each in services):
            return True
        if isinstance(principal, dict) and "*" in _list(principal.get("AWS", ())):
            return True
    return False


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _data(question: Question, call: Call, outcome: Outcome) -> Answer:
    bucket, key = bucket_and_key(question.subject)
    if outcome.error:
        gone = outcome.error in _GONE["data"]
        return Missing(DATA, f"is not there: bucket `{bucket}` does not exist") if gone else _unexpected(call, outcome)
    if (outcome.response or {}).get("KeyCount") == 0:
        where = f"no object of bucket `{bucket}` begins with it" if key else f"bucket `{bucket}` is empty"
        return Missing(DATA, f"is not there: {where}")
    return None


def _key(question: Question, call: Call, outcome: Outcome) -> Answer:
    if outcome.error:
        gone = outcome.error in _GONE["key"]
        return Missing(KEY, "does not exist") if gone else _unexpected(call, outcome)
    state = (outcome.response or {}).get("KeyMetadata", {}).get("KeyState", "Enabled")
    return None if state in _USABLE_KEYS else Missing(KEY, f"cannot be used: its state is `{state}`")


def _described(question: Question, call: Call, outcome: Outcome) -> Answer:
    if outcome.error or outcome.response is None:
        return _unexpected(call, outcome)
    list_of, id_of = ("Subnets", "SubnetId") if question.topic == "subnet" else ("SecurityGroups", "GroupId")
    there = {each.get(id_of) for each in outcome.response.get(list_of, ())}
    return None if question.subject in there else Missing(NETWORK, "does not exist")


def _name(question: Question, call: Call, outcome: Outcome) -> Answer:
    if not outcome.error:
        return Missing(NAME, "exists already, so it cannot be created")
    said = outcome.message.lower()
    absent = outcome.error == "ValidationException" and (
        "not find" in said or "not found" in said or "not exist" in said
    )
    free = absent or outcome.error in {"ResourceNotFound", "ResourceNotFoundException"}
    return None if free else _unexpected(call, outcome)


def _instance(question: Question, amount: int, given: Sequence[tuple[Call, Outcome]], region: str) -> Answer:
    """Every instance type that SageMaker offers in a region has quotas there; an account's own ones replace the defaults."""
    for call, outcome in given:
        if outcome.failure is not None:
            return _open(call, outcome)
        if outcome.error or outcome.response is None:
            return _unexpected(call, outcome)
    quotas: dict[str, float] = {}
    for _, outcome in sorted(given, key=lambda each: each[0].operation.detail != "default"):
        for row in (outcome.response or {}).get("Quotas", ()):
            name, value = row.get("QuotaName"), row.get("Value")
            if isinstance(name, str) and isinstance(value, int | float):
                quotas[name] = float(value)
    if not any(name.startswith("ml.") for name in quotas):
        return Open("the quotas of SageMaker name no instance types", given[0][0])
    if not any(name.startswith(f"{question.subject} for ") for name in quotas):
        return Missing(INSTANCE, f"is not offered in {region}: SageMaker has no quota for it there")
    quota = quotas.get(f"{question.subject} for {question.detail}") if question.detail else None
    if quota is not None and quota < amount:
        needed = f"{amount} {'is' if amount == 1 else 'are'} needed"
        return Missing(QUOTA, f"exceeds the quota in {region}: {quota:g} for {question.detail}, where {needed}")
    return None


_JUDGES: dict[str, Callable[[Question, Call, Outcome], Answer]] = {
    "image": _image,
    "role": _role,
    "function": _plain(FUNCTION, "does not exist"),
    "queue": _plain(QUEUE, "does not exist"),
    "bucket": _plain(DATA, "does not exist"),
    "data": _data,
    "key": _key,
    "subnet": _described,
    "security-group": _described,
    "name": _name,
}
