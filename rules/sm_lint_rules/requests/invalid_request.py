"""SMJ620: a request of boto3 that the client refuses to send."""

from __future__ import annotations

from collections.abc import Iterator

from sm_lint.rules import Definitions, JobRule, Setting, did_you_mean, suggest
from sm_lint.rules.jobs import Called, calls_of, is_only_a_value
from sm_lint.rules.platform import RequestMember, RequestShape, nested_shape, request_shape, requests_as_of

_SHARED = {
    "create_model": frozenset({"ModelName", "PrimaryContainer", "ExecutionRoleArn"}),
    "create_endpoint": frozenset({"EndpointConfigName"}),
}
"""Methods that clients of other services have too, with members that only SageMaker's takes."""
_OF_TEXTS = frozenset({"HyperParameters", "StaticHyperParameters"})
"""Members that are dictionaries of texts; those of variables are judged by SME203."""
_ARTICLES = {
    "text": "a text",
    "whole": "a whole number",
    "number": "a number",
    "flag": "`True` or `False`",
    "list": "a list",
    "map": "a dictionary",
    "structure": "a dictionary",
    "bytes": "bytes or a text",
}
_TAKEN = {
    "text": frozenset({"str"}),
    "whole": frozenset({"int", "bool"}),
    "number": frozenset({"int", "float", "bool"}),
    "flag": frozenset({"bool"}),
    "list": frozenset({"list", "tuple"}),
    "map": frozenset({"dict"}),
    "structure": frozenset({"dict"}),
    "bytes": frozenset({"str"}),
}
_GIVEN = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "a truth value",
    "list": "a list",
    "dict": "a dictionary",
}
_HANDED_ON = {"metric_definitions": "MetricDefinition", "tags": "Tag"}
"""Arguments of SDK v2 whose elements are structures of the API."""
_OPERATORS = {
    "SageMakerProcessingOperator": "create_processing_job",
    "SageMakerTrainingOperator": "create_training_job",
    "SageMakerTuningOperator": "create_hyper_parameter_tuning_job",
    "SageMakerModelOperator": "create_model",
    "SageMakerEndpointConfigOperator": "create_endpoint_config",
}
"""Operators of Airflow whose `config` is one request:
https://airflow.apache.org/docs/apache-airflow-providers-amazon/stable/operators/sagemaker.html."""
_DEPTH = 8


class InvalidRequest(JobRule):
    """A request of boto3 lacks a required member, has one that is not known, or one of the wrong type.

    ## What it does

    Holds what `create_training_job`, `create_processing_job`, `create_transform_job`, `create_hyper_parameter_tuning_job`,
    `create_model`, `create_endpoint_config`, `create_endpoint`, `invoke_endpoint` and their like of boto3 are given against the
    API: the members of each dictionary, those that it must have, and their types; that hyperparameters are texts; `metric_definitions`
    and `tags` of SDK v2, which go into its requests as they are, and the `config` of Airflow's operators, too. Variables are left
    to another rule.

    ## Why is this bad?

    boto3 raises a `ParamValidationError` and sends nothing.

    ## Example

    ```python
    import boto3

    boto3.client("sagemaker").create_model(
        ModelName="churn",
        ExecutionRoleArn="arn:aws:iam::123456789012:role/sagemaker",
        PrimaryContainer={"Image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/churn:3"},
        VpcConfig={"Subnets": ["subnet-0a1b"]},
    )
    ```

    ## Use instead

    ```python
    import boto3

    boto3.client("sagemaker").create_model(
        ModelName="churn",
        ExecutionRoleArn="arn:aws:iam::123456789012:role/sagemaker",
        PrimaryContainer={"Image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/churn:3"},
        VpcConfig={"Subnets": ["subnet-0a1b"], "SecurityGroupIds": ["sg-0c2d"]},
    )
    ```

    ## Known limits

    A release of botocore that is newer than the table may know more members; the finding says which release the table is from. A
    name that the file writes as a value alone, and picks as a key while it runs, is not judged.

    ## References

    - [API reference](https://docs.aws.amazon.com/sagemaker/latest/APIReference/Welcome.html)
    - [Public thread: unknown parameter in AlgorithmSpecification](https://github.com/aws/aws-cli/issues/7592)
    """

    code = "SMJ620"
    name = "invalid-request"
    _lenient = False

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the requests of a file."""
        for known in calls_of(definitions):
            self._handed_on(known)
            self._operator(known)
            found = request_shape(known.call.name)
            if found is None or not known.call.callee.startswith("boto3."):
                continue
            given = {key: setting for key, setting in known.call.settings if key != "self"}
            if known.call.name in _SHARED and not _SHARED[known.call.name] & given.keys():
                continue
            if any(key.isdigit() for key in given) or not given:
                continue
            where = f"{known.call.name}()"
            unknown = self._members(found, given, where, where)
            missing = [name for name in found.required if name not in given]
            if missing and not known.call.open and not unknown:
                self.report(known.call.place, f"{where} lacks {_listed(missing)}", once=known.call.place)

    def _operator(self, known: Called) -> None:
        """Look at the request in the configuration of an Airflow operator, whose whole numbers may be texts."""
        method = _OPERATORS.get(known.call.name)
        config = known.call.setting("config")
        found = request_shape(method) if method is not None else None
        if found is None or config is None or config.type != "dict" or not known.call.callee.startswith("airflow."):
            return
        self._lenient = True
        self._dictionary(found, config, f"`config` of {known.call.name}()", known.call.name, 1)
        self._lenient = False

    def _handed_on(self, known: Called) -> None:
        """Look at the dictionaries that SDK v2 puts into its requests as they are."""
        if not known.targets or any(target.generation != "v2" for target in known.targets):
            return
        for argument, name in _HANDED_ON.items():
            given = known.given.get(argument)
            for item in given.items if given is not None and given.type == "list" else ():
                if item.type == "dict":
                    self._dictionary(nested_shape(name), item, f"`{argument}`", known.targets[0].shown, 1)

    def _members(self, shape: RequestShape, given: dict[str, Setting], shown: str, call: str, depth: int = 0) -> bool:
        """Look at each member; true where one is not known, which a missing one may have been meant by."""
        unknown = False
        for key, setting in given.items():
            member = shape.members.get(key)
            if member is None:
                unknown = True
                if is_only_a_value(key, self.context.text):
                    continue
                close = suggest(key, shape.members)
                self.report(
                    setting.place,
                    f"{shown} takes no `{key}` as of botocore {requests_as_of()}{did_you_mean(close, '; ')}",
                    once=setting.place,
                )
            elif self._has_type(member, setting):
                if key in _OF_TEXTS:
                    self._texts(key, setting)
                for inner, each in _structures(member, setting):
                    if depth < _DEPTH:
                        self._dictionary(inner, each, f"`{key}` of {call}", call, depth + 1)
            else:
                self.report(
                    setting.place,
                    f"`{key}` of {shown} takes {_ARTICLES[member.kind]}, and is given {_GIVEN[setting.type]}",
                    once=setting.place,
                )
        return unknown

    def _texts(self, key: str, given: Setting) -> None:
        """Look at the values of a dictionary of texts."""
        wrong = [
            (name, item)
            for name, item in zip(given.keys, given.items)
            if item.known in ("literal", "computed") and item.type in _GIVEN and item.type != "str"
        ]
        if wrong:
            names = ", ".join(f"`{name}`" for name, _ in wrong[:4]) + (", ..." if len(wrong) > 4 else "")
            self.report(
                wrong[0][1].place,
                f"`{key}` is a dictionary of texts, and {names} {'is' if len(wrong) == 1 else 'are'} none; pass `str(...)` of "
                f"{'it' if len(wrong) == 1 else 'them'}",
                once=given.place,
            )

    def _dictionary(self, shape: RequestShape, given: Setting, shown: str, call: str, depth: int) -> None:
        unknown = self._members(shape, dict(zip(given.keys, given.items)), shown, call, depth)
        missing = [name for name in shape.required if name not in given.keys]
        if missing and not given.open and given.known == "literal" and not unknown:
            self.report(given.place, f"{shown} lacks {_listed(missing)}", once=given.place)

    def _has_type(self, member: RequestMember, setting: Setting) -> bool:
        """Whether a value may be of the type that a member takes."""
        if setting.type == "dict" and setting.open and not setting.keys:
            return True  # what `json.loads` and the like return is a dictionary most of the time
        if self._lenient and member.kind in ("text", "whole", "number", "flag"):
            return True
        if not member.kind or setting.known not in ("literal", "computed") or setting.type not in _GIVEN:
            return True
        return setting.type in _TAKEN[member.kind]


def _structures(member: RequestMember, setting: Setting) -> Iterator[tuple[RequestShape, Setting]]:
    """The dictionaries of a value that the API describes."""
    if not member.shape:
        return
    items = setting.items if member.kind == "list" and setting.type == "list" else (setting,)
    for item in items:
        if item.type == "dict":
            yield nested_shape(member.shape), item


def _listed(names: list[str]) -> str:
    return " and ".join(f"`{name}`" for name in names[:4])
