"""Answers to what is unusual: digests, trust in many forms, quotas, names, other accounts."""

from __future__ import annotations

from typing import Any

import pytest

from sm_lint.preflight.answers import answer, trusts
from sm_lint.preflight.calls import plan
from sm_lint.preflight.iam_policy import document, document_for_all
from sm_lint.preflight.model import Missing, Open, Outcome, Question, Where
from sm_lint.preflight.names import arn, ecr_image, queue
from sm_lint.preflight.operations import operations

HERE = Where("eu-west-1", "123456789012")
SERVICE = "sagemaker.amazonaws.com"
REGISTRY = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"


def statement(principal: Any, effect: str = "Allow") -> dict[str, Any]:
    return {"Effect": effect, "Principal": principal, "Action": "sts:AssumeRole"}


@pytest.mark.parametrize(
    ("statements", "trusted"),
    [
        (statement({"Service": SERVICE}), True),
        ([statement({"Service": ["lambda.amazonaws.com", SERVICE]})], True),
        ([statement({"Service": "lambda.amazonaws.com"}), statement({"Service": SERVICE})], True),
        ([statement("*")], True),
        ([statement({"AWS": "*"})], True),
        ([{"Effect": "Allow", "NotPrincipal": {"AWS": "x"}, "Action": "sts:AssumeRole"}], True),
        ([statement({"Service": "lambda.amazonaws.com"})], False),
        ([statement({"AWS": "arn:aws:iam::123456789012:root"})], False),
        ([statement({"Service": SERVICE}, "Deny")], False),
        ([], False),
    ],
)
def test_trust(statements: Any, trusted: bool) -> None:
    assert trusts({"Version": "2012-10-17", "Statement": statements}, SERVICE) is trusted


def of(question: Question, *outcomes: Outcome, amount: int = 1) -> Any:
    calls = plan([question], HERE).calls[question]
    return answer(question, amount, list(zip(calls, outcomes)), "eu-west-1")


def test_images() -> None:
    digest = Question("image", f"{REGISTRY}/a/b@sha256:0")
    gone = Outcome({"images": [], "failures": [{"failureCode": "ImageNotFound"}]})
    found = of(digest, gone)
    assert isinstance(found, Missing)
    assert "has no image `sha256:0`" in found.fault
    odd = of(digest, Outcome({"images": [], "failures": [{"failureCode": "UnsupportedImageType"}]}))
    assert isinstance(odd, Open)
    without = plan([Question("image", f"{REGISTRY}/a")], HERE).all[0]
    assert without.keywords["imageIds"] == [{"imageTag": "latest"}]
    assert plan([Question("image", "python:3.12")], HERE).refused == {
        Question("image", "python:3.12"): "it is not in a registry of ECR"
    }


@pytest.mark.parametrize(
    ("applied", "default", "amount", "expected"),
    [
        ({}, {"ml.m5.large for training job usage": 2.0}, 2, None),
        ({}, {"ml.m5.large for training job usage": 2.0}, 3, "SMO210"),
        ({"ml.m5.large for training job usage": 5.0}, {"ml.m5.large for training job usage": 2.0}, 3, None),
        ({"ml.m5.large for training job usage": 0.0}, {"ml.m5.large for training job usage": 2.0}, 1, "SMO210"),
        ({}, {"ml.m5.large for endpoint usage": 0.0}, 1, None),
        ({}, {"ml.m5.xlarge for training job usage": 2.0}, 1, "SMO209"),
    ],
)
def test_quotas(applied: dict[str, float], default: dict[str, float], amount: int, expected: str | None) -> None:
    rows = [
        Outcome({"Quotas": [{"QuotaName": name, "Value": value} for name, value in each.items()]})
        for each in (applied, default)
    ]
    found = of(Question("instance", "ml.m5.large", "training job usage"), *rows, amount=amount)
    assert (found.code if isinstance(found, Missing) else found) == expected


def test_quotas_that_tell_nothing() -> None:
    question = Question("instance", "ml.m5.large", "training job usage")
    assert isinstance(of(question, Outcome({"Quotas": []}), Outcome({"Quotas": []})), Open)
    assert isinstance(of(question, Outcome({"Quotas": []}), Outcome(error="NoSuchResourceException")), Open)
    assert isinstance(of(question, Outcome(failure="denied"), Outcome({"Quotas": []})), Open)


@pytest.mark.parametrize(
    ("outcome", "free"),
    [
        (Outcome(error="ValidationException", message='Could not find endpoint "x".'), True),
        (Outcome(error="ValidationException", message="Requested resource not found."), True),
        (Outcome(error="ResourceNotFound", message="Pipeline does not exist."), True),
    ],
)
def test_names(outcome: Outcome, free: bool) -> None:
    question = Question("name", "x", "endpoint")
    assert (of(question, outcome) is None) is free
    assert of(question, Outcome({})) == Missing("SMO211", "exists already, so it cannot be created")
    assert isinstance(of(question, Outcome(error="ValidationException", message="1 validation error detected")), Open)


def test_a_role_of_another_account_is_not_asked_about() -> None:
    other = Question("role", "arn:aws:iam::999999999999:role/x", SERVICE)
    assert plan([other], HERE).refused == {other: "it is in another account"}
    assert plan([other], Where("eu-west-1")).all[0].keywords == {"RoleName": "x"}


def test_ids_are_asked_about_together() -> None:
    questions = [Question("subnet", f"subnet-{number}") for number in range(450)]
    planned = plan(questions, HERE)
    assert [len(call.keywords["Filters"][0]["Values"]) for call in planned.all] == [200, 200, 50]
    assert set(planned.calls) == set(questions)


def test_what_names_a_resource() -> None:
    assert arn("arn:aws:kms:eu-west-1:1:key/k") == ("aws", "kms", "eu-west-1", "1", "key/k")
    assert arn("alias/x") is None
    assert ecr_image("registry.example.com/a:1") is None
    assert ecr_image("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/a:1") is not None
    assert queue("https://sqs.eu-west-1.amazonaws.com/123456789012/q.fifo") == ("eu-west-1", "123456789012", "q.fifo")
    assert queue("https://eu-west-1.queue.amazonaws.com/123456789012/q") is not None
    assert queue("http://localhost/q") is None


def test_the_policy_allows_reading_alone() -> None:
    statements = document_for_all()["Statement"]
    actions = [action for each in statements for action in each["Action"]]
    assert sorted(actions) == sorted({each.action for each in operations()})
    assert all(action.partition(":")[2].startswith(("Get", "Describe", "List", "BatchGet")) for action in actions)


def test_the_policy_of_a_project_names_its_resources() -> None:
    questions = [
        Question("role", "acme"),
        Question("role", "arn:aws:iam::123456789012:role/path/other"),
        Question("key", "alias/x"),
        Question("key", "arn:aws:kms:eu-west-1:1:key/k"),
        Question("data", "s3://b/x"),
        Question("bucket", "b"),
        Question("name", "m", "model"),
    ]
    allowed = {each["Action"][0]: each["Resource"] for each in document(plan(questions, HERE).all)["Statement"]}
    assert allowed == {
        "iam:GetRole": ["arn:aws:iam::123456789012:role/acme", "arn:aws:iam::123456789012:role/path/other"],
        "kms:DescribeKey": ["arn:aws:kms:eu-west-1:123456789012:key/*", "arn:aws:kms:eu-west-1:1:key/k"],
        "s3:ListBucket": ["arn:aws:s3:::b"],
        "sagemaker:DescribeModel": ["arn:aws:sagemaker:eu-west-1:123456789012:model/m"],
    }


def test_every_operation_is_one_of_boto3() -> None:
    session: Any = pytest.importorskip("botocore.session").Session()
    for each in operations():
        model = session.get_service_model(each.service)
        methods = {
            "".join(f"_{c.lower()}" if c.isupper() else c for c in name)[1:]: name for name in model.operation_names
        }
        written = {name.replace("_", ""): name for name in model.operation_names}
        name = (
            methods.get(each.method)
            or {key.lower(): value for key, value in written.items()}[each.method.replace("_", "")]
        )
        if each.parameter:
            assert each.parameter in model.operation_model(name).input_shape.members
