"""What may be written in a contract table, ``[tool.sm-lint.contracts.<id>]``."""

# ruff: noqa: RUF009  (a key is a dataclass field, made by a function)

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sm_lint.config.shape import Choice, Flag, ListOf, Opaque, Record, Scalar, TableOf, Text, option
from sm_lint.sagemaker.job_kinds import JOB_KINDS

NODE_KINDS = ("source", "internal", "sink")


@dataclass(init=False, repr=False, eq=False)
class InputTable:
    """A place that SageMaker fills before the script starts."""

    path: str | None = option(
        Text("absolute container path", sample="/opt/ml/…"),
        doc="Where the data is mounted. Left out where the name is known and the place is not.",
        example='path = "/opt/ml/processing/input/custom"',
    )
    required: bool | None = option(
        Flag(), doc="False where the script may do without.", default=True, example="required = false"
    )
    kind: str | None = option(
        Choice(("dir", "file")), doc="Whether a directory or one file is there.", default="dir", example='kind = "file"'
    )
    channels: list[str] | None = option(
        ListOf(Text("channel name")),
        doc="Training channels below the path, where the input is several of them.",
        default=[],
        example='channels = ["train", "validation"]',
    )
    source: str | None = option(
        Choice(("mount", "bundled")),
        doc="`mount` for data that the job mounts, `bundled` for files that are shipped with the code.",
        default="mount",
        example='source = "bundled"',
    )
    source_pattern: list[str] | None = option(
        ListOf(Text("pattern"), one=True),
        doc="What a job may mount there: patterns of which a source that is written as text has to match one. `*` stands for any"
        " characters, slashes included. Pipeline variables and properties of steps always may.",
        default=[],
        example='source-pattern = "s3://*.tar.gz"',
    )


@dataclass(init=False, repr=False, eq=False)
class OutputTable:
    """A directory that SageMaker creates before the script starts and uploads after it."""

    path: str | None = option(
        Text("absolute container path", sample="/opt/ml/…"),
        doc="The directory. Left out where the name is known and the place is not.",
        example='path = "/opt/ml/processing/evaluation"',
    )
    required: bool | None = option(
        Flag(), doc="False where the script need not write it.", default=True, example="required = false"
    )
    files: list[str] | None = option(
        ListOf(Text("file name")),
        doc="Files that have to be in it, as paths or patterns below it.",
        default=[],
        example='files = ["evaluation.json"]',
    )


@dataclass(init=False, repr=False, eq=False)
class ArgumentTable:
    """A command-line argument."""

    required: bool | None = option(
        Flag(), doc="True where every caller has to pass it.", default=False, example="required = true"
    )
    default: str | None = option(
        Scalar(sample="default"), doc="Value that holds when it is not passed.", example="default = 0.1"
    )
    choices: list[str] | None = option(
        ListOf(Scalar()), doc="All values it may have.", default=[], example='choices = ["training", "calibration"]'
    )
    type: str | None = option(Text("type name"), doc="Type that the script converts it to.", example='type = "int"')
    action: str | None = option(
        Text("action name"), doc="Action of the parser, as argparse names it.", example='action = "store_true"'
    )


@dataclass(init=False, repr=False, eq=False)
class VariantTable:
    """The keys of a contract that a variant may override."""

    job: str | None = option(
        Choice(JOB_KINDS), doc="Kind of SageMaker job that the script runs in.", example='job = "processing"'
    )
    node: str | None = option(
        Choice(NODE_KINDS),
        doc="Place in the pipeline. A sink has no outputs; a source may still have inputs.",
        example='node = "sink"',
    )
    description: str | None = option(
        Text("description", empty=True), doc="What the script is for.", default="", example='description = "Trains"'
    )
    expected_input_paths: dict[str, Any] | None = option(
        TableOf(Record(InputTable, short="path"), key="name"),
        doc="Logical name → container path that the script reads. Where inputs are nested the longest path owns a file.",
        default={},
        example='expected-input-paths = { model_input = "/opt/ml/processing/input/model" }',
    )
    expected_output_paths: dict[str, Any] | None = option(
        TableOf(Record(OutputTable, short="path"), key="name"),
        doc="Logical name → container directory that the script writes.",
        default={},
        example='expected-output-paths = { payload_sample = "/opt/ml/processing/output" }',
    )
    required_env_vars: list[str] | None = option(
        ListOf(Text("variable name")),
        doc="Environment variables that the job has to set. Patterns are allowed.",
        default=[],
        example='required-env-vars = ["MODEL_NAME"]',
    )
    optional_env_vars: dict[str, str] | None = option(
        TableOf(Scalar(booleans=False, sample="default"), key="name"),
        doc="Environment variable → default that the script uses when it is not set. Patterns are allowed. A number"
        " means its text.",
        default={},
        example='optional-env-vars = { CONTENT_TYPES = "application/json", "SPECIAL_FIELD_*" = "" }',
    )
    arguments: dict[str, Any] | None = option(
        TableOf(Record(ArgumentTable, short="default"), key="name"),
        doc="Command-line argument → default, or a table. `-` and `_` are one. Without this table any argument may be"
        " passed.",
        example='arguments = { job-type = { required = true, choices = ["training", "calibration"] } }',
    )
    framework_requirements: dict[str, str] | None = option(
        TableOf(Text("version specifier", empty=True, sample="*"), key="distribution"),
        doc="Distribution → PEP 440 version specifier, `python` for the interpreter, `*` for any version.",
        default={},
        example='framework-requirements = { python = ">=3.7", scikit-learn = ">=0.23.2,<1.0.0" }',
    )
    first_party: list[str] | None = option(
        ListOf(Text("module name")),
        doc="Modules that are shipped with the script.",
        default=[],
        example='first-party = ["preprocessing", "acme.features"]',
    )
    delegates: bool | None = option(
        Flag(),
        doc="The script hands its work to a child process: nothing is reported as unused.",
        default=False,
        example="delegates = true",
    )
    allow_paths: list[str] | None = option(
        ListOf(Text("absolute container path")),
        doc="Further container paths, as patterns, that the script may touch.",
        default=[],
        example='allow-paths = ["/opt/ml/code/**"]',
    )
    reserved: list[str] | None = option(
        ListOf(Text("name or path")),
        doc="Names of inputs, outputs, variables and arguments, and container paths, that are gone and must not come back.",
        default=[],
        example='reserved = ["old_name", "/opt/ml/processing/output/old"]',
    )
    extra: dict[str, Any] | None = option(
        Opaque(),
        doc="A table for other tools; not looked into.",
        default={},
        example='extra = { owner = "fraud-team" }',
    )


@dataclass(init=False, repr=False, eq=False)
class ContractTable(VariantTable):
    """A script contract."""

    entry_point: list[str] | None = option(
        ListOf(Text("path"), one=True),
        doc="The script: a path or pattern below a `src` root, or a list of them. A bare file name matches anywhere.",
        default=[],
        example='entry-point = "mims_payload.py"',
    )
    version: str | None = option(
        Text("version"),
        doc="Version of the contract, `MAJOR.MINOR.PATCH`: `sm-lint contract diff` says which part a change has to raise, and"
        " `uses` of other contracts are compared with it.",
        example='version = "1.2.0"',
    )
    uses: dict[str, str] | None = option(
        TableOf(Text("range of versions", sample="^1.2"), key="contract id"),
        doc="Contract whose outputs this one reads → range of its versions, as Cargo writes them: `^1.2`, `~1.2`, `>=1.2,<2`,"
        " `=1.2.3`, `1.*`. A version alone means the same as with `^`.",
        default={},
        example='uses = { prep = "^1.2" }',
    )
    extends: str | None = option(
        Text("contract id"),
        doc="Another contract whose table this one is laid over. Entry points, the description and the version are not"
        " taken over.",
        example='extends = "base"',
    )
    variants: dict[str, Any] | None = option(
        TableOf(Record(VariantTable), key="job type"),
        doc="Job type → a table that is laid over this one: tables are merged, all else is replaced.",
        default={},
        example='variants = { calibration = { required-env-vars = ["MODEL_NAME", "CALIBRATION_METHOD"] } }',
    )


CONTRACTS = TableOf(Record(ContractTable), key="id")
"""The table of all contracts."""

__all__ = ["CONTRACTS", "ArgumentTable", "ContractTable", "InputTable", "OutputTable", "VariantTable"]
