"""A script that a serving container imports: its functions, its model, and requests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sm_lint.pytest_container import Container
from tests.pytest_container.conftest import Written

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the fixture needs POSIX paths")

SCRIPT = """
import json
import os

def model_fn(model_dir):
    with open(os.path.join(model_dir, "weights.json")) as stream:
        return json.load(stream)["weight"]

def input_fn(body, content_type):
    assert content_type == "application/json", content_type
    return json.loads(body)

def predict_fn(data, model):
    return [value * model for value in data]

def output_fn(prediction, accept):
    print("answered", prediction)
    return json.dumps(prediction)
"""


@pytest.fixture
def server(container: Container) -> Container:
    container.job = "inference"
    return container


@pytest.fixture
def requests(tmp_path: Path) -> Path:
    folder = tmp_path / "requests"
    folder.mkdir()
    (folder / "one.json").write_text("[1, 2]")
    return folder


def test_without_a_model_the_script_is_imported(server: Container, script: Written, requests: Path) -> None:
    run = server.serve(script(SCRIPT, "inference.py"), requests)
    run.check()
    assert "answered" not in run.stdout


def test_requests_are_answered(server: Container, script: Written, requests: Path) -> None:
    server.add_input("/opt/ml/model", {"weights.json": {"weight": 3}}, name="model")
    run = server.serve(script(SCRIPT, "inference.py"), requests)
    run.check()
    assert "answered [3, 6]" in run.stdout
    assert "/opt/ml/model/weights.json" in run.reads


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (
            "def model_fn(model_dir)",
            "def model_fn(model_dir, device, precision)",
            "model_fn(model_dir, device, precision) cannot be called as model_fn(",
        ),
        ("return json.dumps(prediction)", "return prediction", "output_fn returned list"),
        ("import json\n", "import json, surely_not_installed\n", "No module named 'surely_not_installed'"),
        ('"weights.json"', '"other.json"', "/opt/ml/model/other.json"),
    ],
)
def test_what_a_server_cannot_work_with(
    server: Container, script: Written, requests: Path, was: str, now: str, said: str
) -> None:
    server.add_input("/opt/ml/model", {"weights.json": {"weight": 3}}, name="model")
    run = server.serve(script(SCRIPT.replace(was, now, 1), "inference.py"), requests)
    assert "failed" in [problem.code for problem in run.problems]
    assert said in run.report()


def test_a_context_may_follow(server: Container, script: Written) -> None:
    text = SCRIPT.replace("def model_fn(model_dir)", "def model_fn(model_dir, context)")
    server.serve(script(text, "inference.py")).check()


def test_a_variable_that_nothing_sets(server: Container, script: Written) -> None:
    run = server.serve(script(SCRIPT + "LIMIT = os.environ['LIMIT']\n", "inference.py"))
    assert [problem.code for problem in run.problems] == ["SMC007", "failed"]
    server.environment["LIMIT"] = "3"
    server.serve(script(SCRIPT + "LIMIT = os.environ['LIMIT']\n", "inference.py")).check()


def test_scripts_that_are_run_are_not_served(job: Container, script: Written) -> None:
    with pytest.raises(ValueError, match="scripts of processing jobs are run"):
        job.serve(script(SCRIPT))
