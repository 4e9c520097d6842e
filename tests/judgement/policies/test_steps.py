"""What policies expect of steps, of classes of the SDK and of pipelines, in every dialect that has it, and the fixes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sm_lint.config.load import Resolver
from sm_lint.lint.fixing.fix_run import fix_paths
from sm_lint.testing import lint_files

pytestmark = pytest.mark.slow
IMPORTS = {
    "v2": """
from sagemaker.processing import ScriptProcessor
from sagemaker.workflow.parameters import ParameterInteger, ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.retry import StepRetryPolicy
from sagemaker.workflow.steps import CacheConfig, ProcessingStep
""",
    "v3": """
from sagemaker.core.processing import ScriptProcessor
from sagemaker.core.workflow.parameters import ParameterInteger, ParameterString
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.retry import StepRetryPolicy
from sagemaker.mlops.workflow.steps import CacheConfig, ProcessingStep
""",
}
STEP = """
import os
{imports}
processor = ScriptProcessor(image_uri="i", role="r", command=["python3"], instance_count=1, instance_type="ml.m5.large")
step = ProcessingStep(name="Clean", step_args=processor.run(code="s3://c/a.py"), {more})
pipeline = Pipeline(name="acme", parameters=[{parameters}], steps=[step])
"""
REQUEST = {"AppSpecification": {"ImageUri": "i"}, "RoleArn": "r"}


def python(dialect: str, more: str = "", parameters: str = "") -> dict[str, str]:
    return {"job.py": STEP.format(imports=IMPORTS[dialect], more=more, parameters=parameters)}


def pipeline(more: dict[str, Any], parameters: list[dict[str, Any]] | None = None) -> dict[str, str]:
    step = {"Name": "Clean", "Type": "Processing", "Arguments": REQUEST, **more}
    document = {"Version": "2020-12-01", "Parameters": parameters or [], "Steps": [step]}
    return {"pipeline.json": json.dumps(document, indent=1)}


def machine(more: dict[str, Any]) -> dict[str, str]:
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sagemaker:createProcessingJob.sync",
        "Parameters": REQUEST,
        **more,
    }
    return {"machine.json": json.dumps({"StartAt": "Clean", "States": {"Clean": task}}, indent=1)}


def said(tmp_path: Path, toml: str, files: dict[str, str]) -> list[str]:
    config = f"[tool.sm-lint]\npipeline-definitions = ['*.json']\n[tool.sm-lint.policies.p]\n{toml}\n"
    result = lint_files({"pyproject.toml": config, **files}, str(tmp_path), select=["SMO101"])
    assert not result.problems, result.problems
    assert {finding.code for finding in result.findings} <= {"SMO101"}
    return [finding.message.partition(": required")[0] for finding in result.findings]


CACHED = {
    "v2": lambda on: python("v2", f"cache_config=CacheConfig(enable_caching={on}, expire_after='30d')"),
    "v3": lambda on: python("v3", f"cache_config=CacheConfig(enable_caching={on}, expire_after='30d')"),
    "json": lambda on: pipeline({"CacheConfig": {"Enabled": on, "ExpireAfter": "30d"}}),
}
RETRIED = {
    "v2": lambda times: python("v2", f"retry_policies=[StepRetryPolicy(exception_types=[], max_attempts={times})]"),
    "v3": lambda times: python("v3", f"retry_policies=[StepRetryPolicy(exception_types=[], max_attempts={times})]"),
    "json": lambda times: pipeline({"RetryPolicies": [{"ExceptionType": ["Step.THROTTLING"], "MaxAttempts": times}]}),
    "asl": lambda times: machine({"Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": times}]}),
}
NOTHING = {"v2": python("v2"), "v3": python("v3"), "json": pipeline({}), "asl": machine({})}


@pytest.mark.parametrize("dialect", CACHED)
def test_cache(tmp_path: Path, dialect: str) -> None:
    assert said(tmp_path, "cache = true", CACHED[dialect](True)) == []
    assert said(tmp_path, "cache = true", CACHED[dialect](False)) == ["`cache` of step `Clean` is `false`, not true"]
    assert said(tmp_path, "cache = true", NOTHING[dialect]) == ["`cache` of step `Clean` is not set"]
    assert said(tmp_path, "cache = false", CACHED[dialect](True)) == ["`cache` of step `Clean` is `true`, not false"]
    assert said(tmp_path, "cache = false", NOTHING[dialect]) == []


@pytest.mark.parametrize("dialect", RETRIED)
def test_retries(tmp_path: Path, dialect: str) -> None:
    bounds = "retries = { min = 1, max = 5 }"
    assert said(tmp_path, bounds, RETRIED[dialect](5)) == []
    assert said(tmp_path, bounds, RETRIED[dialect](6)) == ["`retries` of step `Clean` is `6`, more than 5"]
    nothing = "`retries` of step `Clean` is not set, and 0 by default, less than 1"
    assert said(tmp_path, bounds, NOTHING[dialect]) == [nothing]
    assert said(tmp_path, "retries.absent = true", NOTHING[dialect]) == []


def test_a_retrier_of_a_state_machine_has_three_attempts_by_default(tmp_path: Path) -> None:
    retried = machine({"Retry": [{"ErrorEquals": ["States.ALL"]}]})
    assert said(tmp_path, "retries.max = 2", retried) == ["`retries` of step `Clean` is `3`, more than 2"]
    assert said(tmp_path, "retries.max = 3", retried) == []


def test_what_is_in_no_step_has_neither(tmp_path: Path) -> None:
    alone = {
        "job.py": STEP.format(imports=IMPORTS["v2"], more="", parameters="").partition("step = ")[0]
        + "processor.run(code='a.py')\n"
    }
    assert said(tmp_path, "cache = true\nretries.min = 1", alone) == []


@pytest.mark.parametrize("dialect", ["v2", "v3"])
def test_what_is_not_known(tmp_path: Path, dialect: str) -> None:
    given = python(dialect, "cache_config=CacheConfig(enable_caching=os.environ['C']), retry_policies=os.environ['R']")
    toml = "cache = true\nretries.min = 1\n"
    assert said(tmp_path, toml, given) == []
    assert said(tmp_path, f'{toml}unknown = "warn"', given) == [
        "`cache` of step `Clean` is not known from the definition",
        "`retries` of step `Clean` is not known from the definition",
    ]


# -- parameters -----------------------------------------------------------------------------------------------------------

DECLARED = {
    "v2": python(
        "v2", parameters="ParameterString(name='Stage', default_value='test'), ParameterInteger(name='Depth')"
    ),
    "v3": python(
        "v3", parameters="ParameterString(name='Stage', default_value='test'), ParameterInteger(name='Depth')"
    ),
    "json": pipeline(
        {}, [{"Name": "Stage", "Type": "String", "DefaultValue": "test"}, {"Name": "Depth", "Type": "Integer"}]
    ),
}


@pytest.mark.parametrize("dialect", DECLARED)
@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        ("contains = ['Stage', 'Depth'], types = { Stage = 'String', Depth = 'Integer', Other = 'Float' }", []),
        ("contains = ['Region']", ["lacks `Region`"]),
        ("one-of = ['Stage']", ["has `Depth`, not `Stage`"]),
        ("none-of = ['D*']", ["has `Depth`, which is forbidden"]),
        ("types = { Depth = 'Float' }", ["is of the type `Integer`, not `Float`"]),
        ("values = { Stage = { one-of = ['dev', 'prod'] } }", ["has `Stage` as `test`, not `dev` or `prod`"]),
        ("values = { Stage = 'test', Depth = { absent = true } }", []),
        ("values = { Stage = { absent = true } }", ["has `Stage`, which must be absent"]),
        ("values = { Depth = { present = true } }", ["has no default for `Depth`"]),
    ],
)
def test_parameters(tmp_path: Path, dialect: str, toml: str, expected: list[str]) -> None:
    found = said(tmp_path, f"parameters = {{ {toml} }}", DECLARED[dialect])
    assert len(found) == len(expected)
    assert all(message.endswith(end) for message, end in zip(found, expected))


def test_parameters_of_other_pipelines(tmp_path: Path) -> None:
    wanted = "parameters.contains = ['Region']\n"
    assert said(tmp_path, f"{wanted}pipelines = ['acme']", DECLARED["v2"]) == [
        "`parameters` of pipeline `acme` lacks `Region`"
    ]
    assert said(tmp_path, f"{wanted}pipelines = ['other']", DECLARED["v2"]) == []
    assert said(tmp_path, f"{wanted}dialects = ['json']", DECLARED["v2"]) == []
    some = python("v2", parameters="*more")["job.py"].replace(
        "processor =", "more = os.environ['M'].split()\nprocessor =", 1
    )
    assert said(tmp_path, wanted, {"job.py": some}) == []


# -- versions -------------------------------------------------------------------------------------------------------------

CLASSES = {
    "training": """
from sagemaker.pytorch import PyTorch
job = PyTorch("train.py", role="r", framework_version="{}", py_version="{}", instance_count=1, instance_type="ml.m5.large")
job.fit("s3://a/b")
""",
    "processing": """
from sagemaker.pytorch.processing import PyTorchProcessor
job = PyTorchProcessor(framework_version="{}", py_version="{}", role="r", instance_count=1, instance_type="ml.m5.large")
job.run(code="train.py")
""",
}


@pytest.mark.parametrize("kind", CLASSES)
def test_versions(tmp_path: Path, kind: str) -> None:
    toml = (
        "python-version = 'py310'\nframeworks = { one-of = ['pytorch'], values = { pytorch = { pattern = '2\\..*' } } }"
    )
    assert said(tmp_path, toml, {"job.py": CLASSES[kind].format("2.1", "py310")}) == []
    found = said(tmp_path, toml, {"job.py": CLASSES[kind].format("1.13", "py39")})
    assert sorted(message.partition(" job ")[2] for message in found) == [
        "has `pytorch` as `1.13`, which does not match `2\\..*`",
        "is `py39`, not `py310`",
    ]
    found = said(tmp_path, "frameworks.none-of = ['pytorch']", {"job.py": CLASSES[kind].format("2.1", "py310")})
    assert found == [f"`frameworks` of this {kind} job has `pytorch`, which is forbidden"]


def test_jobs_of_no_framework_have_no_version(tmp_path: Path) -> None:
    toml = "python-version = 'py310'\nframeworks.one-of = ['pytorch']"
    assert said(tmp_path, toml, {**NOTHING["v2"], **NOTHING["json"], **NOTHING["asl"]}) == []


# -- fixes ----------------------------------------------------------------------------------------------------------------


def fixed(tmp_path: Path, toml: str, name: str, text: str) -> str:
    config = f"[tool.sm-lint]\npipeline-definitions = ['*.json']\n[tool.sm-lint.policies.p]\n{toml}\n"
    (tmp_path / "pyproject.toml").write_text(config)
    (tmp_path / name).write_text(text)
    resolver = Resolver({"select": ["SMO101"]}, cwd=str(tmp_path))
    fix_paths([str(tmp_path / name)], resolver=resolver, unsafe=True, cache=False)
    return (tmp_path / name).read_text()


@pytest.mark.parametrize(
    ("toml", "before", "after"),
    [
        ("role = 'acme'", "role='x'", "role='acme'"),
        ('role = "acme"', 'role="x"', 'role="acme"'),
        ("role.one-of = ['acme']", "role='x'", "role='acme'"),
        ("max-runtime.max = 60", "max_runtime_in_seconds=100", "max_runtime_in_seconds=60"),
        ("instance-count = { min = 2, max = 4 }", "instance_count=1", "instance_count=2"),
        ("role.one-of = ['acme', 'other']", "role='x'", "role='x'"),
        ("role.pattern = 'a.*'", "role='x'", "role='x'"),
        ("role = 'acme'", "role=f'x{1}'", "role=f'x{1}'"),
        ("instance-count = 2", "instance_count=1 + 2", "instance_count=1 + 2"),
    ],
)
def test_fixes_in_python(tmp_path: Path, toml: str, before: str, after: str) -> None:
    others = {"role": "role='acme'", "instance_count": "instance_count=3"}
    rest = ", ".join(text for name, text in others.items() if not before.startswith(f"{name}="))
    text = "from sagemaker.processing import ScriptProcessor\n"
    text += (
        f"job = ScriptProcessor(image_uri='i', command=['python3'], instance_type='ml.m5.large', {rest}, {before})\n"
    )
    text += "job.run(code='s3://a/b.py')\n"
    assert fixed(tmp_path, toml, "job.py", text) == text.replace(before, after)


def test_a_flag_is_fixed_and_a_name_is_left_to_its_author(tmp_path: Path) -> None:
    text = (
        "from sagemaker.estimator import Estimator\n\nROLE = 'x'\n"
        "job = Estimator('i', ROLE, 1, 'ml.m5.large', use_spot_instances=False, max_wait=9)\njob.fit('s3://a/b')\n"
    )
    assert fixed(tmp_path, "role = 'acme'\nspot = true", "job.py", text) == text.replace("=False", "=True")


def test_fixes_in_json(tmp_path: Path) -> None:
    text = pipeline({"CacheConfig": {"Enabled": False}, "RetryPolicies": [{"ExceptionType": ["x"], "MaxAttempts": 9}]})[
        "pipeline.json"
    ]
    toml = "role = 'acme'\ncache = true\nretries.max = 5"
    wanted = text.replace('"r"', '"acme"').replace("false", "true").replace("9", "5")
    assert fixed(tmp_path, toml, "pipeline.json", text) == wanted
