"""A training job has what the training toolkit gives to a script; the plugin costs little where nobody uses it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sm_lint.pytest_container import Container, rows
from sm_lint.sagemaker.environment import platform_variables

ROOT = Path(__file__).resolve().parents[2]
posix = pytest.mark.skipif(os.name != "posix", reason="the fixture needs POSIX paths")

TRAIN = """
import json, os, sys
config = json.load(open("/opt/ml/input/config/hyperparameters.json"))
names = {name: value for name, value in os.environ.items() if name.startswith(("SM_", "SAGEMAKER_", "TRAINING_"))}
os.makedirs(os.environ["SM_MODEL_DIR"], exist_ok=True)
assert os.getcwd() == "/opt/ml/code"
assert os.listdir(os.environ["SM_CHANNEL_TRAIN"]) == ["a.csv"]
with open(os.path.join(os.environ["SM_MODEL_DIR"], "seen.json"), "w") as stream:
    json.dump({"config": config, "environment": names, "argv": sys.argv[1:]}, stream)
"""


@pytest.fixture
def seen(container: Container, script) -> dict:
    container.job = "training"
    container.hyperparameters = {
        "epochs": 3,
        "rate": 0.5,
        "name": "first try",
        "x": "1",
        "layers": [1, 2],
        "warm": True,
    }
    container.add_input("/opt/ml/input/data/train", {"a.csv": rows(2, {"x": [1, 2]})}, name="train")
    container.add_output("/opt/ml/model", name="model")
    run = container.run(script(TRAIN, "train.py"), "--extra", "1")
    run.check()
    return json.loads(container.path("/opt/ml/model/seen.json").read_text())


@posix
def test_hyperparameters(seen: dict) -> None:
    assert seen["config"] == {
        "epochs": "3",
        "rate": "0.5",
        "name": "first try",
        "x": "1",
        "layers": "[1, 2]",
        "warm": "true",
    }
    words = ["--epochs", "3", "--layers", "[1, 2]", "--name", "first try", "--rate", "0.5", "--warm", "True", "-x", "1"]
    assert seen["argv"] == [*words, "--extra", "1"]
    names = seen["environment"]
    assert (names["SM_HP_EPOCHS"], names["SM_HP_NAME"], names["SM_HP_WARM"]) == ("3", "first try", "True")
    assert json.loads(names["SM_HPS"])["layers"] == [1, 2]
    assert json.loads(names["SM_USER_ARGS"]) == seen["argv"]


@posix
def test_every_variable_of_the_toolkit_is_set(seen: dict) -> None:
    wanted = {
        variable.name
        for variable in platform_variables()
        if "training" in variable.jobs
        and variable.setter == "training-toolkit"
        and variable.sdk in (None, "v2")
        and "*" not in variable.name
    }
    assert wanted - seen["environment"].keys() == set()
    assert seen["environment"]["SM_CHANNELS"] == '["train"]'
    assert seen["environment"]["SM_CHANNEL_TRAIN"] == "/opt/ml/input/data/train"
    for variable in platform_variables():
        if variable.kind == "json" and variable.name in seen["environment"]:
            json.loads(seen["environment"][variable.name])


@posix
def test_lost_and_unknown_channel(container: Container, script) -> None:
    container.job = "training"
    text = "open('/opt/ml/output/result.txt', 'w').write('x')\nopen('/opt/ml/input/data/val/a.csv')\n"
    run = container.run(script(text, "train.py"))
    assert [problem.code for problem in run.problems] == ["SMC010", "SMC004", "failed"]
    assert "has no channel val" in run.problems[0].message


@posix
def test_processing_configuration(container: Container, script) -> None:
    container.add_input("/opt/ml/processing/input/data", {"a.txt": "a"}, name="data")
    container.add_output("/opt/ml/processing/output", name="out")
    text = """
import json
job = json.load(open("/opt/ml/config/processingjobconfig.json"))
assert job["ProcessingInputs"][0]["S3Input"]["LocalPath"] == "/opt/ml/processing/input/data"
assert json.load(open("/opt/ml/config/resourceconfig.json"))["hosts"] == ["algo-1"]
open("/opt/ml/processing/input/data/a.txt").close()
open("/opt/ml/processing/output/b", "w").close()
"""
    container.run(script(text)).check()


def loaded(code: str) -> set[str]:
    path = os.pathsep.join([str(ROOT), str(ROOT / "rules")])
    ended = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(ended.stdout.split())


def test_the_plugin_imports_nothing_of_the_linter() -> None:
    before = loaded("import pytest")
    new = loaded("import pytest, sm_lint.pytest_container.plugin") - before
    assert {name for name in new if name.startswith("sm_lint")} == {
        "sm_lint",
        "sm_lint.pytest_container",
        "sm_lint.pytest_container.plugin",
        "sm_lint.version",
    }


def test_a_run_and_its_judgement_do_without_libcst() -> None:
    names = loaded("import sm_lint.pytest_container.container, sm_lint.pytest_container.judge")
    assert not {"libcst", "click", "yaml"} & names
