"""Declares the options of ``[tool.sm-lint]`` and ``sm-lint.toml``."""

# ruff: noqa: RUF009  (an option is a dataclass field, made by a function)

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sm_lint.config.shape import (
    RULE_SELECTOR,
    AnyOf,
    Choice,
    Flag,
    ListOf,
    Option,
    Record,
    TableOf,
    Text,
    Whole,
    option,
    options_of,
)
from sm_lint.sagemaker.job_kinds import JOB_KINDS

LEVELS = ("error", "warning", "info")

DEFAULT_EXCLUDE = [
    *(
        ".bzr",
        ".direnv",
        ".eggs",
        ".git",
        ".git-rewrite",
        ".hg",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".nox",
        ".pants.d",
    ),
    *(".pyenv", ".pytest_cache", ".pytype", ".ruff_cache", ".sm_lint_cache", ".svn", ".tox", ".venv", ".vscode"),
    *(
        "__MACOSX",
        "__pycache__",
        "__pypackages__",
        "_build",
        "buck-out",
        "dist",
        "node_modules",
        "site-packages",
        "venv",
    ),
]

_SELECTORS = ListOf(Text(RULE_SELECTOR))
_PATTERNS = ListOf(Text("pattern"))
_PATH_ARGUMENTS = TableOf(ListOf(AnyOf((Whole(), Text("argument name"))), one=True), key="function")


@dataclass(init=False, repr=False, eq=False)
class IoTable:
    """Functions that read or write a path passed to them."""

    reads: dict[str, Any] | None = option(
        _PATH_ARGUMENTS,
        doc="Qualified function name → the argument that holds a path to read: its position from 0, its name, or a list.",
        default={},
        example='reads = { "acme.io.load_frame" = 0 }',
    )
    writes: dict[str, Any] | None = option(
        _PATH_ARGUMENTS,
        doc="Qualified function name → the argument that holds a path to write.",
        default={},
        example='writes = { "acme.io.save_frame" = ["path", 1] }',
    )


@dataclass(init=False, repr=False, eq=False)
class Options:
    """Every option."""

    extend: str | None = option(
        Text("path"),
        doc="Another configuration file to build on: a path relative to this file, or `package:file.toml` for a file of"
        " an installed package. What is written here wins; tables are merged by key, `extend-…` lists are joined.",
        example='extend = "../pyproject.toml"',
    )
    src: list[str] | None = option(
        ListOf(Text("path")),
        doc="Folders that entry points and local imports are looked up in.",
        default=["."],
        example='src = ["dockers", "pipelines"]',
        resolve="paths",
    )
    select: list[str] | None = option(
        _SELECTORS,
        doc="Rules to run, by code, prefix, name or `ALL`. Without it those run that are on by default.",
        example='select = ["SMC", "SMP", "missing-model-fn"]',
    )
    ignore: list[str] | None = option(
        _SELECTORS, doc="Rules not to run. The more specific selector wins.", default=[], example='ignore = ["SMC013"]'
    )
    extend_select: list[str] | None = option(
        _SELECTORS, doc="Rules to run in addition to those selected.", default=[], example='extend-select = ["SMS703"]'
    )
    extend_ignore: list[str] | None = option(
        _SELECTORS,
        doc="Rules to ignore in addition to those of `ignore`.",
        default=[],
        example='extend-ignore = ["SMJ512"]',
    )
    fixable: list[str] | None = option(
        _SELECTORS, doc="Rules whose findings `--fix` may mend. Without it, all.", example='fixable = ["SMP104"]'
    )
    extend_fixable: list[str] | None = option(
        _SELECTORS,
        doc="Rules whose findings `--fix` may fix in addition to those of `fixable`.",
        default=[],
        example='extend-fixable = ["SMC002"]',
    )
    unfixable: list[str] | None = option(
        _SELECTORS, doc="Rules whose findings `--fix` leaves alone.", default=[], example='unfixable = ["SMC002"]'
    )
    per_file_ignores: dict[str, list[str]] | None = option(
        TableOf(_SELECTORS, key="pattern"),
        doc="Pattern of files → rules that are not run on them.",
        default={},
        example='per-file-ignores = { "notebooks/**" = ["SMS7"] }',
        resolve="glob-keys",
    )
    extend_per_file_ignores: dict[str, list[str]] | None = option(
        TableOf(_SELECTORS, key="pattern"),
        doc="Added to `per-file-ignores`: the rules of a pattern are joined, not replaced.",
        default={},
        example='extend-per-file-ignores = { "notebooks/**" = ["SMP1"] }',
        resolve="glob-keys",
    )
    severity: dict[str, str] | None = option(
        TableOf(Choice(LEVELS), key="rule"),
        doc="Rule → severity of its findings, in place of the rule's own.",
        default={},
        example='severity = { SMC005 = "info" }',
    )
    locked: list[str] | None = option(
        _SELECTORS, doc="Rules that no comment may suppress.", default=[], example='locked = ["SMC002"]'
    )
    ignore_noqa: bool | None = option(
        Flag(),
        doc="Report findings although a comment suppresses them.",
        default=False,
        example="ignore-noqa = true",
    )
    require_reason: bool | None = option(
        Flag(),
        doc="A suppression comment has to give a reason.",
        default=False,
        example="require-reason = true",
    )
    preview: bool | None = option(
        Flag(), doc="Run the rules that are still in preview.", default=False, example="preview = true"
    )
    sdk: str | None = option(
        Choice(("v2", "v3", "both")),
        doc="SageMaker Python SDK that launches the jobs. With `both` a rule fires on what is wrong under either.",
        default="both",
        example='sdk = "v2"',
    )
    target_sdk: str | None = option(
        Text("version of the SDK", sample="3.27", form=r"auto|v?[23](\.\d+){0,2}"),
        doc="Version of the SageMaker Python SDK that the project uses. With `auto` it is what its requirements, lock files, "
        "`pip install` commands and Dockerfiles say, the nearest to a file first. A version also decides `sdk`, unless that is set.",
        default="auto",
        example='target-sdk = "3.27"',
    )
    exclude: list[str] | None = option(
        _PATTERNS,
        doc="Files and folders to exclude instead of the default ones.",
        default=DEFAULT_EXCLUDE,
        example='exclude = [".venv", "dockers/legacy"]',
        resolve="globs",
    )
    extend_exclude: list[str] | None = option(
        _PATTERNS,
        doc="Files and folders to exclude in addition to those of `exclude`.",
        default=[],
        example='extend-exclude = ["dockers/vendor/**"]',
        resolve="globs",
    )
    force_exclude: bool | None = option(
        Flag(),
        doc="Leave excluded files out even when they are named on the command line.",
        default=False,
        example="force-exclude = true",
    )
    respect_gitignore: bool | None = option(
        Flag(), doc="Leave out what .gitignore and .ignore name.", default=True, example="respect-gitignore = false"
    )
    fail_level: str | None = option(
        Choice(LEVELS),
        doc="Lowest severity of a finding that fails the run (exit status 1).",
        default="warning",
        example='fail-level = "error"',
    )
    output_format: list[str] | None = option(
        ListOf(Text("format"), one=True),
        doc="Format of the findings, or `FORMAT:FILE`, or a list of them. Without it `full` on a terminal and `concise`"
        " elsewhere. Files lie below the folder of the configuration.",
        default=[],
        example='output-format = ["concise", "sarif:sm-lint.sarif"]',
    )
    cache_dir: str | None = option(
        Text("path"),
        doc="Folder of the cache, below that of the configuration. It must not exist yet, be empty, or be one that sm-lint created.",
        default=".sm_lint_cache",
        example='cache-dir = "build/.sm_lint_cache"',
        resolve="path",
    )
    baseline: str | None = option(
        Text("path"),
        doc="File of known findings, which are not reported, below the folder of the configuration.",
        example='baseline = "sm-lint-baseline.json"',
        resolve="path",
    )
    ignore_env_vars: list[str] | None = option(
        ListOf(Text("variable name")),
        doc="Environment variables, as patterns, that any script may read.",
        default=[],
        example='ignore-env-vars = ["SECURE_PYPI_*"]',
    )
    job_kinds: dict[str, str] | None = option(
        TableOf(Choice(JOB_KINDS), key="pattern"),
        doc="Pattern of scripts → kind of job they run in, for scripts that no contract and no job definition speaks of.",
        default={},
        example='job-kinds = { "dockers/serve*.py" = "inference" }',
        resolve="glob-keys",
    )
    io: dict[str, Any] | None = option(
        Record(IoTable),
        doc="Functions of your own that read or write a path they are given.",
        default={},
        example='io = { reads = { "acme.io.load_frame" = 0 }, writes = { "acme.io.save_frame" = "path" } }',
    )
    plugins: list[str] | None = option(
        ListOf(Text("module name")),
        doc="Modules that bring rules of your own, from installed rule packages; others need `--allow-plugins`.",
        default=[],
        example='plugins = ["acme_rules"]',
    )
    contract_files: list[str] | None = option(
        _PATTERNS,
        doc="TOML files, as paths or patterns, that hold further `[contracts.<id>]` tables.",
        default=[],
        example='contract-files = ["contracts/*.toml"]',
        resolve="files",
    )
    pipeline_definitions: list[str] | None = option(
        _PATTERNS,
        doc="Files of JSON or YAML, as paths or patterns, that are pipeline definitions although their content may not tell: what "
        "cannot be read of them is reported. Others are found by what they hold: the version of a pipeline definition, tasks of "
        "SageMaker in a state machine, or models, endpoints and pipelines of SageMaker in a CloudFormation template.",
        default=[],
        example='pipeline-definitions = ["pipelines/*.json"]',
        resolve="globs",
    )
    definitions: list[str] | None = option(
        _PATTERNS,
        doc="Files and folders, as patterns, whose job definitions scripts are judged by. Without it, all of the project.",
        default=[],
        example='definitions = ["pipelines/**"]',
        resolve="globs",
    )
    s3_pattern: str | None = option(
        Text(
            "pattern of S3 URIs",
            sample="s3://{bucket}/{step}/{output}",
            form=r"s3://(?!.*\}\{)(?:[^{}\s]|\{[a-z_]+\})+",
        ),
        doc="What the destinations of outputs of jobs look like. `{step}`, `{output}` and `{pipeline}` stand for their names,"
        " `{execution}` for the id of the pipeline's execution, `{prefix}` for one folder or more, and any other name in"
        " braces for one.",
        example='s3-pattern = "s3://{bucket}/{pipeline}/{step}/{output}"',
    )
    policies: dict[str, Any] | None = option(
        TableOf(Record("sm_lint.config.policy_tables:PolicyTable"), key="name"),
        doc="What is expected of jobs, as policies by name; see [Policies](policies.md).",
        default={},
        example='policies.baseline = { kinds = ["training"], volume-kms-key = { present = true } }',
    )
    contracts: dict[str, Any] | None = option(
        TableOf(Record("sm_lint.contracts.schema:ContractTable"), key="id"),
        doc="Script contracts by id.",
        default={},
        example='contracts.train = { entry-point = "train.py", job = "training" }',
    )


JOINED = frozenset({"extend_select", "extend_ignore", "extend_exclude", "extend_fixable"})
"""Lists that are added to those of the extended file instead of replacing them."""


def options() -> dict[str, Option]:
    """Every option by its TOML name, in the order of the documentation."""
    return options_of(Options)
