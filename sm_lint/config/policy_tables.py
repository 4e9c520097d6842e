"""Declares the tables of ``[tool.sm-lint.policies.<name>]``."""

# ruff: noqa: RUF009  (an option is a dataclass field, made by a function)

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sm_lint.config.shape import Choice, Flag, ListOf, Record, TableOf, Text, Whole, option
from sm_lint.sagemaker.job_kinds import JOB_KINDS

DIALECTS = ("v2", "v3", "boto3", "json", "asl", "cloudformation")
UNKNOWN = ("silent", "warn", "error")
PARAMETER_TYPES = ("String", "Integer", "Float", "Boolean")

_TEXTS = ListOf(Text("string"))
_NAMES = ListOf(Text("pattern"))


def _present() -> Any:
    return option(Flag(), doc="It has to be given, with whatever value.", example="present = true")


def _absent() -> Any:
    return option(Flag(), doc="It must not be given.", example="absent = true")


@dataclass(init=False, repr=False, eq=False)
class TextTable:
    """What is expected of a text. A text in place of the table is `equals`."""

    equals: str | None = option(Text(), doc="The only value that it may have.", example='equals = "alias/ml"')
    one_of: list[str] | None = option(
        _TEXTS, doc="The values that it may have.", example='one-of = ["alias/ml", "alias/ml-batch"]'
    )
    none_of: list[str] | None = option(_TEXTS, doc="Values that it must not have.", example='none-of = ["alias/test"]')
    pattern: str | None = option(
        Text("regular expression"),
        doc="A regular expression of Python that the whole value matches.",
        example="pattern = 'arn:aws:kms:eu-west-1:123456789012:key/.*'",
    )
    present: bool | None = _present()
    absent: bool | None = _absent()


@dataclass(init=False, repr=False, eq=False)
class FlagTable:
    """What is expected of a flag. `true` or `false` in place of the table is `equals`."""

    equals: bool | None = option(Flag(), doc="The value that it has to have.", example="equals = true")
    present: bool | None = _present()
    absent: bool | None = _absent()


@dataclass(init=False, repr=False, eq=False)
class NumberTable:
    """What is expected of a number. A number in place of the table is `equals`."""

    equals: int | None = option(Whole(), doc="The only value that it may have.", example="equals = 1")
    one_of: list[int] | None = option(ListOf(Whole()), doc="The values that it may have.", example="one-of = [1, 2]")
    min: int | None = option(Whole(), doc="The lowest value that it may have.", example="min = 1")
    max: int | None = option(Whole(), doc="The highest value that it may have.", example="max = 86400")
    present: bool | None = _present()
    absent: bool | None = _absent()


@dataclass(init=False, repr=False, eq=False)
class ListTable:
    """What is expected of a list."""

    equals: list[str] | None = option(
        _TEXTS, doc="All items that it has to have, in any order.", example='equals = ["subnet-0a1b"]'
    )
    contains: list[str] | None = option(_TEXTS, doc="Items that it has to have.", example='contains = ["sg-0a1b2c3d"]')
    one_of: list[str] | None = option(
        _TEXTS, doc="The values that its items may have.", example='one-of = ["subnet-0a1b", "subnet-0c1d"]'
    )
    pattern: str | None = option(
        Text("regular expression"),
        doc="A regular expression of Python that each whole item matches.",
        example="pattern = 'subnet-[0-9a-f]+'",
    )
    min: int | None = option(Whole(), doc="How many items it has at least.", example="min = 2")
    max: int | None = option(Whole(), doc="How many items it has at most.", example="max = 4")
    present: bool | None = _present()
    absent: bool | None = _absent()


@dataclass(init=False, repr=False, eq=False)
class NamesTable:
    """What is expected of tags or environment variables. Names are patterns with `*`."""

    contains: list[str] | None = option(
        _NAMES, doc="Names that have to be there.", example='contains = ["team", "cost-center"]'
    )
    one_of: list[str] | None = option(
        _NAMES, doc="The names that may be there.", example='one-of = ["team", "cost-center", "acme:*"]'
    )
    none_of: list[str] | None = option(
        _NAMES, doc="Names that must not be there.", example='none-of = ["AWS_SECRET_*"]'
    )
    values: dict[str, Any] | None = option(
        TableOf(Record(TextTable, short="equals"), key="name"),
        doc="Name → what is expected of its value, where it is there.",
        example="values = { team = { pattern = '[a-z]+' } }",
    )
    present: bool | None = _present()
    absent: bool | None = _absent()


@dataclass(init=False, repr=False, eq=False)
class ParametersTable:
    """What is expected of the parameters of a pipeline. Names are patterns with `*`."""

    contains: list[str] | None = option(
        _NAMES, doc="Parameters that have to be there.", example='contains = ["Stage", "InputData"]'
    )
    one_of: list[str] | None = option(
        _NAMES, doc="The parameters that may be there.", example='one-of = ["Stage", "Input*"]'
    )
    none_of: list[str] | None = option(
        _NAMES, doc="Parameters that must not be there.", example='none-of = ["*Secret*"]'
    )
    types: dict[str, str] | None = option(
        TableOf(Choice(PARAMETER_TYPES), key="name"),
        doc="Name → its type, where it is there.",
        example='types = { MaxDepth = "Integer" }',
    )
    values: dict[str, Any] | None = option(
        TableOf(Record(TextTable, short="equals"), key="name"),
        doc="Name → what is expected of its default, where it is there; `present` and `absent` are about the default too.",
        example="values = { Stage = { one-of = ['dev', 'prod'] }, InputData = { absent = true } }",
    )


@dataclass(init=False, repr=False, eq=False)
class ChoiceTable:
    """Which names may be used, as patterns with `*`."""

    allow: list[str] | None = option(
        _NAMES, doc="Those that may be used. Without it, all that are not denied.", example='allow = ["ml.m5.*"]'
    )
    deny: list[str] | None = option(
        _NAMES, doc="Those that may not be used, even if they are allowed.", example='deny = ["ml.p*"]'
    )
    present: bool | None = _present()


@dataclass(init=False, repr=False, eq=False)
class ImageTable:
    """Which images may be used, as patterns with `*`."""

    registries: list[str] | None = option(
        _NAMES,
        doc="Registries that they may come from; that of an image without one is `docker.io`.",
        example='registries = ["123456789012.dkr.ecr.*.amazonaws.com"]',
    )
    repositories: list[str] | None = option(
        _NAMES, doc="Repositories that they may come from.", example='repositories = ["approved/*"]'
    )
    tags: list[str] | None = option(
        _NAMES,
        doc="Tags that they may have. An image with a digest has none; the tag of one without either is `latest`.",
        example='tags = ["1.*"]',
    )
    deny_tags: list[str] | None = option(_NAMES, doc="Tags that they must not have.", example='deny-tags = ["latest"]')
    present: bool | None = _present()


@dataclass(init=False, repr=False, eq=False)
class LocationsTable:
    """Which buckets and prefixes a job may use. `*` may be written in both; a prefix covers what is below it."""

    inputs: list[str] | None = option(
        _NAMES, doc="Where inputs may come from.", example='inputs = ["s3://acme-data", "s3://acme-raw/public"]'
    )
    outputs: list[str] | None = option(_NAMES, doc="Where outputs may go to.", example='outputs = ["s3://acme-ml-*"]')
    models: list[str] | None = option(
        _NAMES, doc="Where the archives of models may come from.", example='models = ["s3://acme-models"]'
    )
    checkpoints: list[str] | None = option(
        _NAMES, doc="Where checkpoints may be kept.", example='checkpoints = ["s3://acme-ml-*/checkpoints"]'
    )


_TABLES: dict[str, tuple[type, str]] = {
    "text": (TextTable, "equals"),
    "flag": (FlagTable, "equals"),
    "number": (NumberTable, "equals"),
    "list": (ListTable, ""),
    "names": (NamesTable, ""),
    "parameters": (ParametersTable, ""),
    "choice": (ChoiceTable, ""),
    "image": (ImageTable, ""),
    "locations": (LocationsTable, ""),
}
"""By type of :class:`sm_lint.policies.data.Field`: the table of its comparisons, and what a bare value means."""


def _expected(type: str, doc: str, example: str) -> Any:
    table, short = _TABLES[type]
    return option(Record(table, short), doc=doc, example=example)


@dataclass(init=False, repr=False, eq=False)
class PolicyTable:
    """A policy: which jobs it is about, and what is expected of them."""

    kinds: list[str] | None = option(
        ListOf(Choice(JOB_KINDS)),
        doc="Kinds of job that it is about; `inference` is models and endpoints. Without it, all that have what is expected.",
        example='kinds = ["training", "processing"]',
    )
    dialects: list[str] | None = option(
        ListOf(Choice(DIALECTS)),
        doc="Definitions that it is about: SDK v2 or v3, requests of boto3, pipelines in JSON, state machines, CloudFormation. Without it, all.",
        example='dialects = ["v3"]',
    )
    steps: list[str] | None = option(
        _NAMES,
        doc="Names, as patterns, of the steps that it is about. Without it, jobs outside of steps too.",
        example='steps = ["Train*"]',
    )
    pipelines: list[str] | None = option(
        _NAMES,
        doc="Names, as patterns, of the pipelines whose steps it is about. The name has to be known from the definition.",
        example='pipelines = ["prod-*"]',
    )
    paths: list[str] | None = option(
        _NAMES,
        doc="Files and folders, as patterns, whose definitions it is about. Without it, all.",
        example='paths = ["pipelines/**"]',
    )
    extends: list[str] | None = option(
        ListOf(Text("pack")),
        doc="Packs whose expectations it takes over: `aws-foundational`, `cost`. What is written here replaces what they expect"
        " of the same thing.",
        example='extends = ["aws-foundational"]',
    )
    unknown: str | None = option(
        Choice(UNKNOWN),
        doc="What to do about a value that cannot be read from the definition, such as a pipeline parameter: nothing, or a"
        " finding of this severity.",
        default="silent",
        example='unknown = "warn"',
    )
    reason: str | None = option(
        Text("text"), doc="Why it is expected; shown with each finding.", example='reason = "SEC-12: customer data"'
    )
    volume_kms_key: Any = _expected("text", "KMS key of the volumes of the instances.", "volume-kms-key.present = true")
    output_kms_key: Any = _expected("text", "KMS key of the outputs in S3.", 'output-kms-key = "alias/ml"')
    subnets: Any = _expected("list", "Subnets that the job runs in.", 'subnets.one-of = ["subnet-0a1b", "subnet-0c1d"]')
    security_group_ids: Any = _expected(
        "list", "Security groups of the job in the VPC.", 'security-group-ids.contains = ["sg-0a1b2c3d"]'
    )
    enable_network_isolation: Any = _expected(
        "flag", "Whether the container is kept from all network connections.", "enable-network-isolation = true"
    )
    encrypt_inter_container_traffic: Any = _expected(
        "flag",
        "Whether what the instances of a job send to each other is encrypted.",
        "encrypt-inter-container-traffic = true",
    )
    role: Any = _expected(
        "text",
        "Role that the job runs as: its ARN, or the name at the end of the ARN.",
        "role.pattern = 'sagemaker-.*'",
    )
    tags: Any = _expected(
        "names",
        "Tags of the job: their keys, and the values of single ones.",
        'tags = { contains = ["team"], values = { stage = { one-of = ["dev", "prod"] } } }',
    )
    max_runtime: Any = _expected("number", "Seconds after which the job is stopped.", "max-runtime.max = 86400")
    spot: Any = _expected("flag", "Whether a training job runs on spot instances.", "spot = true")
    instance_types: Any = _expected(
        "choice",
        "Instance types that may be used, and those that may not; for `inference`, those of endpoints.",
        'instance-types = { allow = ["ml.m5.*", "ml.g5.*"], deny = ["ml.*.24xlarge"] }',
    )
    instance_count: Any = _expected(
        "number", "Number of instances; for `inference`, that of endpoints at the start.", "instance-count.max = 4"
    )
    volume_size: Any = _expected("number", "Size of the volume of each instance, in GB.", "volume-size.max = 500")
    images: Any = _expected(
        "image",
        "Registries, repositories and tags that images may come from.",
        'images = { registries = ["123456789012.dkr.ecr.*.amazonaws.com"], deny-tags = ["latest"] }',
    )
    s3: Any = _expected(
        "locations",
        "Buckets and prefixes that a job may read from and write to.",
        's3 = { inputs = ["s3://acme-data"], outputs = ["s3://acme-ml-*"] }',
    )
    environment: Any = _expected(
        "names",
        "Environment variables of the job: their names, and the values of single ones.",
        'environment = { contains = ["STAGE"], none-of = ["AWS_SECRET_*"] }',
    )
    python_version: Any = _expected(
        "text",
        "Version of Python of an image of the SDK, as it names it: `py310`.",
        'python-version.one-of = ["py310", "py312"]',
    )
    frameworks: Any = _expected(
        "names",
        "Frameworks whose classes of the SDK run the job, and the versions of single ones.",
        "frameworks = { one-of = ['pytorch', 'xgboost'], values = { pytorch = { pattern = '2\\.[4-9].*' } } }",
    )
    cache: Any = _expected("flag", "Whether the step takes the results of an earlier run of it.", "cache = false")
    retries: Any = _expected(
        "number",
        "How often the step is tried again at most, by any of its retry policies.",
        "retries = { min = 1, max = 5 }",
    )
    step_name: Any = _expected("text", "Name of the step that a job is in.", "step-name.pattern = '[A-Z][A-Za-z]*'")
    pipeline_name: Any = _expected(
        "text", "Name of a pipeline that is defined in Python.", "pipeline-name.pattern = 'acme-[a-z-]+'"
    )
    parameters: Any = _expected(
        "parameters",
        "Parameters of a pipeline: their names, types, and the defaults of single ones.",
        'parameters = { contains = ["Stage"], types = { Stage = "String" } }',
    )
    model_name: Any = _expected("text", "Name of a model.", "model-name.pattern = 'acme-[a-z-]+'")
    endpoint_name: Any = _expected("text", "Name of an endpoint.", "endpoint-name.pattern = 'acme-[a-z-]+'")


SELECTOR = ("kinds", "dialects", "steps", "pipelines", "paths", "extends", "unknown", "reason")
"""Keys of a policy that are not expectations."""
