"""`sm-lint inspect`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sm_lint.cli.verbs.inspect.text import script_text
from sm_lint.output.paint import Paint
from tests.cli.conftest import Run

SCRIPT = """\
import argparse
import os

import pandas as pd

import helper

parser = argparse.ArgumentParser()
parser.add_argument("--job-type", "-j", required=True, choices=["training", "testing"])
parser.add_argument("--ratio", type=float, default=0.5)
args = parser.parse_args()

BASE = "/opt/ml/processing"
region = os.environ["REGION"]
size = os.environ.get("SIZE", "3")
os.environ["MADE"] = "1"
frame = pd.read_csv(os.path.join(BASE, "input", "data.csv"))
helper.save(frame)
for name in os.listdir(args.ratio):
    open(name)


def never():
    frame.to_csv("/opt/ml/processing/never.csv")
"""
HELPER = """\
def save(frame):
    frame.to_csv("/opt/ml/processing/train/data.csv")
"""


@pytest.fixture
def scripts(project: Path) -> Path:
    (project / "preprocess.py").write_text(SCRIPT)
    (project / "helper.py").write_text(HELPER)
    return project


def told(sm_lint: Run, *arguments: str) -> dict[str, Any]:
    result = sm_lint("inspect", "--output-format", "json", *arguments)
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["version"] == 1
    script = document["scripts"][0]
    assert isinstance(script, dict)
    return script


def facts(script: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [fact for fact in script["facts"] if fact["kind"] == kind]


def test_script(scripts: Path, sm_lint: Run) -> None:
    script = told(sm_lint, "preprocess.py")
    assert (script["path"], script["job"], script["contracts"]) == ("preprocess.py", "processing", ["preprocess"])
    assert script["complete"] is False
    assert script["modules"] == ["helper.py"]


def test_read(scripts: Path, sm_lint: Run) -> None:
    (read,) = [f for f in facts(told(sm_lint, "preprocess.py"), "read") if f["via"] == "pandas.read_csv"]
    assert read["value"] == "/opt/ml/processing/input/data.csv"
    assert (read["line"], read["column"]) == (17, 9)
    assert (read["certain"], read["guarded"], read["reached"]) == (True, False, True)
    assert all({"path", "line", "text"} <= set(step) for step in read["origin"])
    assert {step["line"] for step in read["origin"]} >= {13}


def test_write_in_a_helper_leads_to_it(scripts: Path, sm_lint: Run) -> None:
    write, never = facts(told(sm_lint, "preprocess.py"), "write")
    assert (write["value"], write["line"]) == ("/opt/ml/processing/train/data.csv", 18)
    assert (write["site"]["path"], write["site"]["line"]) == ("helper.py", 2)
    assert (never["value"], never["reached"]) == ("/opt/ml/processing/never.csv", False)


def test_environment(scripts: Path, sm_lint: Run) -> None:
    script = told(sm_lint, "preprocess.py")
    by_name = {fact["value"]: fact for fact in facts(script, "env")}
    assert (by_name["REGION"]["required"], by_name["REGION"]["default"]) == (True, None)
    size = by_name["SIZE"]
    assert (size["required"], size["default"], size["has_default"]) == (False, "3", True)
    assert [fact["value"] for fact in facts(script, "env-write")] == ["MADE"]


def test_arguments(scripts: Path, sm_lint: Run) -> None:
    first, second = facts(told(sm_lint, "preprocess.py"), "argument")
    assert (first["value"], first["flags"], first["required"]) == ("--job-type", ["--job-type", "-j"], True)
    assert first["choices"] == ["training", "testing"]
    assert (second["value"], second["default"], second["type"]) == ("--ratio", "0.5", "float")


def test_imports(scripts: Path, sm_lint: Run) -> None:
    imported = {fact["value"]: fact["resolved"] for fact in facts(told(sm_lint, "preprocess.py"), "import")}
    assert imported == {"argparse": None, "os": None, "pandas": None, "helper": "helper.py"}


def test_unresolved(scripts: Path, sm_lint: Run) -> None:
    unresolved = told(sm_lint, "preprocess.py")["unresolved"]
    assert unresolved
    assert all({"line", "column", "why"} <= set(item) for item in unresolved)


def test_isolated(scripts: Path, sm_lint: Run) -> None:
    assert told(sm_lint, "preprocess.py", "--isolated")["contracts"] == []


def test_text(scripts: Path, sm_lint: Run) -> None:
    result = sm_lint("inspect", "preprocess.py")
    assert result.exit_code == 0
    out = result.stdout
    assert out.startswith("preprocess.py\n  job        processing (")
    titles = [line.strip() for line in out.splitlines() if line.startswith("  ") and not line.startswith("   ")]
    headings = [
        title for title in titles if title in {"reads", "writes", "environment", "arguments", "imports", "not resolved"}
    ]
    assert headings == ["reads", "writes", "environment", "arguments", "imports", "not resolved"]
    assert "/opt/ml/processing/input/data.csv" in out
    assert "at helper.py:2" in out
    assert "unreached" in out


def test_a_read_of_what_the_script_wrote_itself(project: Path, sm_lint: Run) -> None:
    (project / "script.py").write_text(
        "open('/opt/ml/model/a', 'w')\nopen('/opt/ml/model/a')\nopen('/opt/ml/model/b')\n"
    )
    script = told(sm_lint, "script.py")
    assert [fact["value"] for fact in facts(script, "read-back")] == ["/opt/ml/model/a"]
    assert [fact["value"] for fact in facts(script, "read")] == ["/opt/ml/model/b"]


def test_what_is_looked_for_before_it_is_written_may_be_given(project: Path, sm_lint: Run) -> None:
    (project / "script.py").write_text(
        "import os\n"
        "if not os.path.exists('/opt/ml/processing/cache'):\n    open('/opt/ml/processing/cache', 'w')\n"
        "open('/opt/ml/processing/cache')\n"
    )
    assert [fact["value"] for fact in facts(told(sm_lint, "script.py"), "read")] == ["/opt/ml/processing/cache"]


def test_reads_of_its_own_are_marked(project: Path, sm_lint: Run) -> None:
    (project / "script.py").write_text(
        "open('/opt/ml/model/a', 'w')\nopen('/opt/ml/model/a')\nopen('/opt/ml/model/b')\n"
    )
    lines = [line for line in sm_lint("inspect", "script.py").stdout.splitlines() if "its own" in line]
    assert ["2:1  /opt/ml/model/a" in line for line in lines] == [True]


def test_a_script_that_cannot_be_parsed(scripts: Path, sm_lint: Run) -> None:
    (scripts / "broken.py").write_text("def broken(:\n")
    result = sm_lint("inspect", "broken.py", "helper.py", "--output-format", "json")
    assert result.exit_code == 2
    broken, helper = json.loads(result.stdout)["scripts"]
    assert broken["error"]
    assert (broken["facts"], "error" in helper) == ([], False)
    assert "broken.py" in sm_lint("inspect", "broken.py").stdout


def test_text_of_a_script_whose_job_definitions_broke_the_linter() -> None:
    record = {"path": "run.py", "failure": "reading its job definitions failed", "error": "the interpreter failed"}
    lines = list(script_text(record, Paint(False)))
    assert lines == ["run.py", "  reading its job definitions failed", "  the interpreter failed"]


def test_a_script_that_is_not_there(project: Path, sm_lint: Run) -> None:
    result = sm_lint("inspect", "nowhere.py")
    assert result.exit_code == 2
    assert "no such file" in result.stdout


def test_a_mistake_in_the_configuration(scripts: Path, sm_lint: Run) -> None:
    (scripts / "pyproject.toml").write_text("[tool.sm-lint]\nsdk = 4\n")
    result = sm_lint("inspect", "preprocess.py")
    assert result.exit_code == 2
    assert result.stderr.startswith("pyproject.toml:2:")


def test_a_notebook(project: Path, sm_lint: Run) -> None:
    cells = [
        ["# text"],
        ["import os\n", "os.environ['A']"],
        ["%%writefile preprocess.py\n", "import os\n", "os.environ['B']"],
    ]
    document = {
        "cells": [{"cell_type": "markdown" if n == 0 else "code", "source": source} for n, source in enumerate(cells)],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (project / "work.ipynb").write_text(json.dumps(document))
    result = sm_lint("inspect", "work.ipynb", "--output-format", "json")
    written, notebook = json.loads(result.stdout)["scripts"]
    assert (written["path"], written["notebook"], written["contracts"]) == (
        "preprocess.py",
        "work.ipynb",
        ["preprocess"],
    )
    for script, name, cell, line in ((notebook, "A", 2, 2), (written, "B", 3, 3)):
        (read,) = facts(script, "env")
        assert (read["value"], read["cell"], read["line"]) == (name, cell, line)


def test_text_says_once_what_several_places_have_alike(project: Path, sm_lint: Run) -> None:
    (project / "helper.py").write_text("import json\nopen('/opt/ml/h')\n")
    (project / "script.py").write_text(
        "import helper\n"
        'BASE = "/opt/ml/processing/input"\n'
        "open(BASE)\n"
        "open(BASE)\n"
        "open(BASE + helper.name)\n"
        "def never(path):\n"
        "    open(path)\n"
    )
    lines = [" ".join(line.split()) for line in sm_lint("inspect", "script.py").stdout.splitlines()]
    assert "3:1 /opt/ml/processing/input open certain, from BASE line 2, also 4:1" in lines
    assert "1:1 /opt/ml/h open certain, from helper.py:2, at helper.py:2" in lines
    assert lines[lines.index("1:1 helper helper.py") + 1] == "and 1 more in the modules that it imports"
    assert "7:5 the path given to open is not known, in code that nothing calls" in lines


LAUNCH = """\
from sagemaker.processing import ProcessingInput, ScriptProcessor

processor = ScriptProcessor(role="r", image_uri="i", command=["python3"], instance_count=1, instance_type="ml.m5.large")
processor.run(code="score.py", inputs=[ProcessingInput("s3://b/k", "/opt/ml/processing/input")])
"""
SERVER = """\
import os
import webserver

app = webserver.App(__name__)


@app.answers("/invocations", methods=["POST"])
def score():
    return open(os.path.join(os.environ["WHERE"], "a")).read()


if __name__ == "__main__":
    app.run()
"""


def test_a_job_in_a_file_that_was_not_named(project: Path, sm_lint: Run) -> None:
    """The kind of job and the contract are those that `check` judges by."""
    (project / "score.py").write_text("print(open('/opt/ml/input/data/a').read())\n")
    alone = json.loads(sm_lint("inspect", "score.py", "--output-format", "json").output)["scripts"][0]
    assert (alone["job"], alone["contracts"]) == ("training", [])
    (project / "launch.py").write_text(LAUNCH)
    (script,) = json.loads(sm_lint("inspect", "score.py", "--output-format", "json").output)["scripts"]
    assert (script["job"], script["job_reason"]) == ("processing", "`run` (launch.py:4) says so")
    assert [contract["path"] for contract in script["governed_by"]] == ["launch.py"]
    assert "\n  contracts  `run` (launch.py:4)\n" in sm_lint("inspect", "score.py").output


def test_a_launcher(project: Path, sm_lint: Run) -> None:
    (project / "score.py").write_text("print(1)\n")
    (project / "launch.py").write_text(LAUNCH)
    (script,) = json.loads(sm_lint("inspect", "launch.py", "--output-format", "json").output)["scripts"]
    assert (script["launcher"], script["job"]) == (True, None)
    assert [job["script"]["path"] for job in script["jobs"]] == ["score.py"]
    output = sm_lint("inspect", "launch.py").output
    assert output.startswith("launch.py\n  launcher   of 1 job\n\n  `run` (launch.py:4)  processing ScriptProcessor\n")


def test_functions_that_a_server_calls_are_not_all_resolved(project: Path, sm_lint: Run) -> None:
    (project / "server.py").write_text(SERVER)
    output = sm_lint("inspect", "server.py").output
    assert "8:1  a decorator of score may call it\n" in output
    assert output.endswith("some values could not be resolved; see above\n")


def test_functions_that_nothing_calls(project: Path, sm_lint: Run) -> None:
    (project / "spare.py").write_text("def spare():\n    return open('/opt/ml/model/a')\n\n\nprint(1)\n")
    assert sm_lint("inspect", "spare.py").output.endswith("everything was resolved in the code that is called\n")


def test_an_argument_that_is_assigned_on_one_path_is_used(project: Path, sm_lint: Run) -> None:
    (project / "train.py").write_text(
        "import argparse\n\nparser = argparse.ArgumentParser()\nparser.add_argument('--data', default='/opt/ml/input')\n"
        "parser.add_argument('--dry', action='store_true')\nargs = parser.parse_args()\nif args.dry:\n"
        "    args.data = '/opt/ml/model'\nprint(open(args.data + '/a').read())\n"
    )
    output = sm_lint("inspect", "train.py").output
    assert "not used" not in output
    assert output.endswith("some values could not be resolved; see above\n")


def test_what_the_project_asks_for_of_the_sdk(project: Path, sm_lint: Run) -> None:
    (project / "requirements.txt").write_text("boto3\nsagemaker~=2.200\n")
    (project / "launch.py").write_text(
        'from sagemaker.estimator import Estimator\nEstimator("image", "role", 1, "ml.m5.large").fit("s3://b/x")\n'
    )
    (record,) = json.loads(sm_lint("inspect", "--output-format", "json", "launch.py").stdout)["scripts"]
    assert record["sdk"] == {
        "generation": "v2",
        "version": None,
        "text": "sagemaker~=2.200",
        "path": "requirements.txt",
        "line": 2,
        "cell": None,
    }
    shown = sm_lint("inspect", "launch.py").stdout
    assert "  sdk        v2, as requirements.txt:2 asks for `sagemaker~=2.200`\n" in shown
    assert "found     v2: requirements.txt:2 asks for `sagemaker~=2.200`\n" in sm_lint("config", "target-sdk").stdout
    assert "found" not in sm_lint("config", "--config", 'target-sdk = "3.1"', "target-sdk").stdout


def test_the_image_and_what_packages_come_from(project: Path, sm_lint: Run) -> None:
    (project / "source").mkdir()
    (project / "source" / "train.py").write_text("import lightgbm\nimport pandas\nimport torch\n\nprint(pandas)\n")
    (project / "source" / "requirements.txt").write_text("# what is missing\nlightgbm==4.6.0\n")
    (project / "launch.py").write_text(
        "from sagemaker.sklearn import SKLearn\n\n"
        "SKLearn(entry_point='train.py', source_dir='source', framework_version='1.2-1', role='r', instance_count=1,\n"
        "        instance_type='ml.m5.large').fit({'train': 's3://b/x'})\n"
    )
    (record,) = json.loads(sm_lint("inspect", "--output-format", "json", "source").stdout)["scripts"]
    (environment,) = record["environments"]
    assert (environment["image"], environment["python"]) == ("sagemaker-scikit-learn 1.2-1", "3.9")
    found = {package["module"]: package for package in environment["packages"]}
    assert (found["pandas"]["from"], found["pandas"]["version"]) == ("image", "1.1.3")
    assert found["lightgbm"] == {
        "module": "lightgbm",
        "from": "requirements",
        "distribution": "lightgbm",
        "version": "==4.6.0",
        "path": "source/requirements.txt",
        "line": 2,
    }
    assert found["torch"]["from"] == "missing"
    assert (
        "  runs in    sagemaker-scikit-learn 1.2-1, Python 3.9 (`fit` (launch.py:3))\n"
        "    lightgbm  lightgbm ==4.6.0, required in source/requirements.txt:2\n"
        "    pandas    pandas 1.1.3, in the image\n"
        "    torch     neither in the image nor required\n"
    ) in sm_lint("inspect", "source").stdout


def test_an_image_that_is_not_known(project: Path, sm_lint: Run) -> None:
    (project / "source").mkdir()
    (project / "source" / "train.py").write_text("import acme\n\nprint(acme)\n")
    (project / "source" / "requirements.txt").write_text("acme\n")
    launch = "from sagemaker.estimator import Estimator\n\nEstimator({}, 'r', 1, 'ml.m5.large', {}).fit()\n"
    (project / "launch.py").write_text(launch.format("IMAGE", "entry_point='train.py', source_dir='source'"))
    assert (
        "  runs in    an image that is not known (`fit` (launch.py:3))\n    acme  acme, required in source/requirements.txt:1\n"
        in (sm_lint("inspect", "source").stdout)
    )
    (project / "source" / "requirements.txt").unlink()
    assert "runs in" not in sm_lint("inspect", "source").stdout
