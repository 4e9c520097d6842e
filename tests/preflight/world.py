"""An account of AWS that is a few tables, in place of the client: what there is, and how each call ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sm_lint.preflight.clients import Bounds
from sm_lint.preflight.model import Call, Outcome, Where

ACCOUNT, REGION = "123456789012", "eu-west-1"


def trusting(*services: str) -> dict[str, Any]:
    """A trust policy."""
    statement = {"Effect": "Allow", "Principal": {"Service": list(services)}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


@dataclass
class World:
    """What there is.

    Attributes:
        failing: outcomes of single methods, in place of answers.
        asked: the calls so far.
    """

    images: set[str] = field(default_factory=lambda: {"acme/train:1.4"})
    roles: dict[str, Any] = field(
        default_factory=lambda: {
            "acme-sagemaker": trusting("sagemaker.amazonaws.com"),
            "acme-lambda": trusting("lambda.amazonaws.com"),
        }
    )
    functions: set[str] = field(default_factory=lambda: {"score"})
    queues: set[str] = field(default_factory=lambda: {"approve"})
    objects: set[str] = field(
        default_factory=lambda: {"acme-code/prepare.py", "acme-data/raw/a.csv", "acme-models/m/x"}
    )
    keys: dict[str, str] = field(default_factory=lambda: {"alias/acme": "Enabled", "alias/off": "Disabled"})
    networks: set[str] = field(default_factory=lambda: {"subnet-0a1b", "sg-0a1b"})
    quotas: dict[str, float] = field(
        default_factory=lambda: {
            f"{type} for {usage}": number
            for type, number in (("ml.m5.xlarge", 20.0), ("ml.p3.2xlarge", 0.0))
            for usage in (
                *("processing job usage", "training job usage", "spot training job usage"),
                *("transform job usage", "endpoint usage"),
            )
        }
    )
    names: set[str] = field(default_factory=lambda: {"fraud"})
    failing: dict[str, Outcome] = field(default_factory=dict)
    asked: list[Call] = field(default_factory=list)
    region: str = REGION

    def caller(self) -> Where:
        return Where(REGION, ACCOUNT)

    def ask(
        self, calls: Sequence[Call], bounds: Bounds, done: Callable[[], None] = lambda: None
    ) -> dict[Call, Outcome]:
        self.asked += calls
        return {call: self.failing.get(call.operation.method) or self._answer(call) for call in calls}

    def _answer(self, call: Call) -> Outcome:
        given = call.keywords
        match call.operation.method:
            case "batch_get_image":
                repository = given["repositoryName"]
                if not any(image.partition(":")[0] == repository for image in self.images):
                    return Outcome(error="RepositoryNotFoundException")
                wanted = given["imageIds"][0]
                there = f"{repository}:{wanted.get('imageTag')}" in self.images
                failure = {"imageId": wanted, "failureCode": "ImageNotFound"}
                return Outcome({"images": [wanted] if there else [], "failures": [] if there else [failure]})
            case "get_role":
                if given["RoleName"] not in self.roles:
                    return Outcome(error="NoSuchEntity")
                return Outcome({"Role": {"AssumeRolePolicyDocument": self.roles[given["RoleName"]]}})
            case "get_function_configuration":
                known = given["FunctionName"].rpartition(":")[2] in self.functions
                return Outcome({}) if known else Outcome(error="ResourceNotFoundException")
            case "get_queue_attributes":
                known = given["QueueUrl"].rpartition("/")[2] in self.queues
                return Outcome({}) if known else Outcome(error="AWS.SimpleQueueService.NonExistentQueue")
            case "head_bucket" | "list_objects_v2":
                found = [each for each in self.objects if each.startswith(f"{given['Bucket']}/")]
                if not found:
                    return Outcome(error="404" if call.operation.method == "head_bucket" else "NoSuchBucket")
                prefix = f"{given['Bucket']}/{given.get('Prefix', '')}"
                return Outcome({"KeyCount": int(any(each.startswith(prefix) for each in found))})
            case "describe_key":
                state = self.keys.get(given["KeyId"])
                return Outcome({"KeyMetadata": {"KeyState": state}}) if state else Outcome(error="NotFoundException")
            case "describe_subnets":
                return Outcome({"Subnets": [{"SubnetId": each} for each in self.networks]})
            case "describe_security_groups":
                return Outcome({"SecurityGroups": [{"GroupId": each} for each in self.networks]})
            case "list_service_quotas":
                return Outcome({"Quotas": []})
            case "list_aws_default_service_quotas":
                return Outcome({"Quotas": [{"QuotaName": name, "Value": value} for name, value in self.quotas.items()]})
        name = next(iter(given.values()))
        return Outcome({}) if name in self.names else Outcome(error="ValidationException", message="Could not find it.")
