"""Generated code is formatted, clean under sm-lint, and means the same job where a pipeline uses it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from sm_lint import jobs_in, lint_paths
from sm_lint.config.load import Resolver
from sm_lint.contracts.model import Argument, Contract, Input, Variable
from sm_lint.exchange.writing.code import Target, module
from sm_lint.exchange.writing.interface import interface_of
from sm_lint.exchange.writing.layout import WIDTH, call, docstring, identifier, literal, statement
from sm_lint.syntax.span import Place

from .conftest import loaded, parameter, run

TARGETS: tuple[Target, ...] = ("v2", "v3", "boto3")
PIPELINE = """\
from sagemaker.sklearn.processing import SKLearnProcessor

from jobs_v2 import (
    TABULAR_PREPROCESS_SCRIPT,
    tabular_preprocess_arguments,
    tabular_preprocess_environment,
    tabular_preprocess_inputs,
    tabular_preprocess_outputs,
)

processor = SKLearnProcessor(
    framework_version="1.2-1",
    role="role",
    instance_count=1,
    instance_type="ml.m5.xlarge",
    env=tabular_preprocess_environment("is_fraud", "0.7", "0.5"),
)
processor.run(
    code=TABULAR_PREPROCESS_SCRIPT,
    inputs=tabular_preprocess_inputs("s3://data/raw", signature="s3://data/signature"),
    outputs=tabular_preprocess_outputs(),
    arguments=tabular_preprocess_arguments("training"),
)
"""


@pytest.mark.parametrize("target", TARGETS)
def test_sm_lint_finds_nothing(examples: Path, target: str) -> None:
    path = examples / "pipelines" / f"jobs_{target}.py"
    path.write_text(run("contract", "export", "--to", target), encoding="utf-8")
    overrides = {"select": ["ALL"], "preview": True}
    result = lint_paths([str(path)], resolver=Resolver(overrides, cwd=str(examples)), cache=False)
    assert result.findings == ()
    assert result.files == (str(path),)


@pytest.mark.parametrize("target", TARGETS)
def test_the_formatter_changes_nothing(examples: Path, target: str) -> None:
    formatter = shutil.which("ruff")
    if formatter is None:
        pytest.skip("there is no formatter")
    text = run("contract", "export", "--to", target)
    command = [formatter, "format", "--isolated", "-", "--stdin-filename", "jobs.py"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    assert done.stdout == text


@pytest.mark.parametrize("target", TARGETS)
def test_lines_are_short(examples: Path, target: str) -> None:
    text = run("contract", "export", "--to", target)
    assert [line for line in text.splitlines() if len(line) > WIDTH and '"""' not in line] == []


def test_a_pipeline_with_exported_functions_is_understood(examples: Path) -> None:
    folder = examples / "pipelines"
    (folder / "jobs_v2.py").write_text(run("contract", "export", "--to", "v2"), encoding="utf-8")
    (folder / "launch.py").write_text(PIPELINE)
    resolver = Resolver(cwd=str(examples))
    (job,) = jobs_in(str(folder / "launch.py"), resolver=resolver)
    assert job.script is not None
    assert job.script.path == str(examples / "dockers" / "tabular_preprocess.py")
    assert {entry.path for entry in job.contract.inputs} >= {"/opt/ml/processing/input/data"}
    assert [entry.path for entry in job.contract.outputs] == ["/opt/ml/processing/output"]
    assert [argument.spelling for argument in job.contract.arguments] == ["job_type"]
    assert {"LABEL_FIELD", "TRAIN_RATIO", "TEST_VAL_RATIO"} <= {each.name for each in job.contract.environment}
    assert lint_paths([str(folder)], resolver=resolver, cache=False).findings == ()


def test_what_functions_return(exported: Callable[[str], ModuleType]) -> None:
    jobs = exported("boto3")
    (first,) = jobs.tabular_preprocess_inputs("s3://a")
    assert (first["InputName"], first["S3Input"]["LocalPath"]) == ("DATA", "/opt/ml/processing/input/data")
    assert len(jobs.tabular_preprocess_inputs("s3://a", "s3://b")) == 2
    assert jobs.currency_conversion_arguments("training") == ["--job_type", "training"]
    assert jobs.currency_conversion_arguments("training", "per_split")[2:] == ["--mode", "per_split"]
    assert jobs.mims_payload_environment("m") == {"MODEL_NAME": "m"}
    more = jobs.mims_payload_environment("m", content_types="text/csv", more={"SPECIAL_FIELD_A": "1"})
    assert more == {"MODEL_NAME": "m", "CONTENT_TYPES": "text/csv", "SPECIAL_FIELD_A": "1"}
    assert jobs.train_xgb_hyperparameters("y", eta="0.1") == {"label_field": "y", "eta": "0.1"}
    assert [each["ChannelName"] for each in jobs.train_inputs("s3://a", "s3://b", "s3://c")] == ["train", "val", "test"]


PLACE = Place("/project/contracts.toml")
ODD = (
    Contract("a", PLACE, job="processing"),
    Contract("b", PLACE, job="training", inputs=(Input("all", "/opt/ml/input/data", PLACE, channels=("u", "v-w")),)),
    Contract("c", PLACE, job="inference", environment=(Variable("SM_*", PLACE, required=True),)),
    Contract(
        "d",
        PLACE,
        inputs=(Input("nowhere", None, PLACE), Input("code", "/opt/ml/processing/code", PLACE, source="bundled")),
        arguments=(Argument("verbose", PLACE, action="store_true"), Argument("data", PLACE, required=True)),
    ),
    Contract("e", PLACE, job="training", inputs=(Input("x", None, PLACE, required=False),)),
)


@pytest.mark.parametrize("target", TARGETS)
def test_odd_contracts(tmp_path: Path, target: Target) -> None:
    """Nothing to pass, channels of one input, patterns alone, switches and positional arguments, unknown places."""
    made = [interface_of(each, each.id, "" if each.id == "a" else "code/s.py", ["--verbose", "data"]) for each in ODD]
    path = tmp_path / "jobs.py"
    path.write_text(module(made, target), encoding="utf-8")
    formatter = shutil.which("ruff")
    if formatter is not None:
        subprocess.run([formatter, "format", "--isolated", "--check", str(path)], check=True, capture_output=True)
    assert "# Input nowhere has no known place.\n# Input code is shipped with the code.\n" in path.read_text()
    if target == "boto3":
        jobs = loaded(path)
        assert jobs.A_SCRIPT is None
        assert [each["ChannelName"] for each in jobs.b_inputs("s3://u", "s3://v")] == ["u", "v-w"]
        assert jobs.c_environment({"SM_A": "1"}) == {"SM_A": "1"}
        assert jobs.d_arguments("x", verbose=True) == ["x", "--verbose"]
        assert jobs.e_inputs() == []
        assert jobs.e_inputs("s3://x", content_type="text/csv")[0]["ContentType"] == "text/csv"


def test_literals_are_the_texts() -> None:
    for text in ("", 'a"b', "a\\", "\\n", "\n\t\x00", "\u202e", "ü日\U0001f600", "\udcff", "'", '"""', "{x}"):
        assert eval(literal(text)) == text  # noqa: S307 - a literal
        literal(text).encode("utf-8")


def test_docstrings_are_one_statement() -> None:
    for text in ('"""', "a\\", "a\nb", '"', "\u202e\x00"):
        code = f"def f():\n{docstring(text)}\n"
        compile(code, "f.py", "exec")
        assert len(code.splitlines()) == 2


def test_identifiers() -> None:
    taken = {"inputs"}
    names = ("PackagedModel", "packaged-model", "class", "1", "", "ü", "inputs", "match", "a" * 3)
    found = [identifier(name, taken) for name in names]
    assert found[:3] == ["packaged_model", "packaged_model_2", "value_class"]
    assert len(set(found)) == len(found)
    assert all(name.isidentifier() for name in found)
    assert parameter("PackagedModel") == "packaged_model"


def test_layout() -> None:
    assert statement("x = ", call("f", "a", "b")) == ["x = f(a, b)"]
    long = "a" * 50
    assert statement("x = ", call("f", long, long)) == ["x = f(", f"    {long},", f"    {long},", ")"]
    assert statement("x = ", call("f")) == ["x = f()"]
