"""`contract test`: what is written, what is kept, and what the tests say of the examples and their broken twins."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from sm_lint.cli.main import cli

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "examples"
posix = pytest.mark.skipif(os.name != "posix", reason="the fixture needs POSIX paths")


class Ended(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    def call(*words: str, cwd: Path) -> Ended:
        monkeypatch.chdir(cwd)
        result = CliRunner().invoke(cli, ["contract", "test", *words])
        return Ended(result.exit_code, result.stdout, result.stderr)

    return call


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(
        """
[tool.sm-lint.contracts.prep]
entry-point = "prep.py"
job = "processing"
required-env-vars = ["LABEL_FIELD", "API_KEY"]

[tool.sm-lint.contracts.prep.expected-input-paths]
raw = "/opt/ml/processing/input/raw"

[tool.sm-lint.contracts.prep.expected-output-paths]
result = "/opt/ml/processing/output"
"""
    )
    (tmp_path / "prep.py").write_text(
        """
import csv, os
assert os.environ["API_KEY"]
with open("/opt/ml/processing/input/raw/orders.csv") as stream:
    rows = list(csv.DictReader(stream))
with open("/opt/ml/processing/output/labels.txt", "w") as stream:
    stream.writelines(row[os.environ["LABEL_FIELD"]] for row in rows)
"""
    )
    return tmp_path


def pytest_of(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The result of the tests in a folder, in a process of their own."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "rules")]),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # the plugins of this project's own tests take a second to load
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull]
    return subprocess.run(
        [*command, "-p", "sm_lint.pytest_container.plugin", "--rootdir", str(folder), *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_printed(run: Run, project: Path) -> None:
    ended = run(cwd=project)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("# Written by `sm-lint contract test` from contract `prep` (pyproject.toml:2:25).\n")
    assert not (project / "tests").exists()
    compile(ended.out, "test_contract_prep.py", "exec")
    record = json.loads(run("--output-format", "json", cwd=project).out)["files"]
    assert record == [{"path": "tests/test_contract_prep.py", "text": ended.out}]


@posix
def test_written_tests_pass(run: Run, project: Path) -> None:
    assert run("--write", "tests", cwd=project).err == "tests/test_contract_prep.py: written\n"
    ended = pytest_of(project / "tests")
    assert "8 passed" in ended.stdout, ended.stdout


@posix
def test_samples_take_the_place_of_guessed_files(run: Run, project: Path) -> None:
    run("--write", "tests", cwd=project)
    samples = project / "tests" / "contract_samples" / "prep" / "raw"
    samples.mkdir(parents=True)
    (samples / "orders.csv").write_text("other\n1\n")
    ended = pytest_of(project / "tests", "-k", "test_contract and not input")
    assert "KeyError: 'label' (prep.py:7)" in ended.stdout


def test_what_was_changed_is_kept(run: Run, project: Path) -> None:
    path = project / "tests" / "test_contract_prep.py"
    run("--write", "tests", cwd=project)
    written = path.read_text()
    assert run("--write", "tests", cwd=project).err == "tests/test_contract_prep.py: unchanged\n"

    path.write_text(written.replace('"orders.csv": ', '"orders.csv"  :\\\n  ').replace("\n\n\n", "\n\n"))
    assert run("--write", "tests", cwd=project).code == 0

    path.write_text(written + "\n\ndef test_mine() -> None:\n    pass\n")
    changed = run("--write", "tests", cwd=project)
    assert changed.code == 2
    assert "kept, because it was changed since `sm-lint contract test` wrote it; --force replaces it" in changed.err
    assert "test_mine" in path.read_text()

    path.write_text("# mine\n")
    foreign = run("--write", "tests", cwd=project)
    assert (foreign.code, path.read_text()) == (2, "# mine\n")
    assert "it was not written by `sm-lint contract test`" in foreign.err

    assert run("--write", "tests", "--force", cwd=project).code == 0
    assert path.read_text() == written


def test_a_new_contract_replaces_what_was_not_changed(run: Run, project: Path) -> None:
    run("--write", "tests", cwd=project)
    config = project / "pyproject.toml"
    config.write_text(config.read_text().replace("/input/raw", "/input/orders"))
    assert run("--write", "tests", cwd=project).err == "tests/test_contract_prep.py: written\n"
    assert "/opt/ml/processing/input/orders" in (project / "tests" / "test_contract_prep.py").read_text()


def test_a_comment_of_the_user_is_a_change(run: Run, project: Path) -> None:
    path = project / "tests" / "test_contract_prep.py"
    run("--write", "tests", cwd=project)
    path.write_text(path.read_text() + "# why\n")
    assert run("--write", "tests", cwd=project).code == 2


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["missing.py"], 2, "missing.py: "),
        (["broken.py"], 2, "broken.py: "),
        (["plain.py"], 0, "no test for plain.py: it is no script of a container"),
        (
            ["serve.py"],
            0,
            "no test for serve.py (`serve`): it is imported, not run, and has none of the inference toolkit's functions",
        ),
        (["."], 0, "no test for contract `gone`: its entry point `gone.py` matches no Python file of the project"),
        (["--force"], 2, "--force needs --write FOLDER"),
        (["--write", "prep.py"], 2, "prep.py"),
    ],
)
def test_what_there_is_no_test_for(run: Run, project: Path, words: list[str], code: int, message: str) -> None:
    (project / "broken.py").write_text("def f(:\n")
    (project / "plain.py").write_text("print(1)\n")
    (project / "serve.py").write_text("def answer(model_dir):\n    return 1\n")
    with (project / "pyproject.toml").open("a") as stream:
        stream.write('\n[tool.sm-lint.contracts.serve]\nentry-point = "serve.py"\njob = "inference"\n')
        stream.write('\n[tool.sm-lint.contracts.gone]\nentry-point = "gone.py"\njob = "processing"\n')
    ended = run(*words, cwd=project)
    assert ended.code == code
    assert (words == ["."]) == bool(ended.out)
    assert message in ended.err
    assert not (project / "tests").exists()


@posix
def test_a_program_without_a_suffix(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.sm-lint.contracts.train]\nentry-point = "train"\njob = "training"\n'
        'expected-output-paths = { model = "/opt/ml/model" }\n'
    )
    (tmp_path / "train").write_text('#!/usr/bin/env python\nopen("/opt/ml/model/m.txt", "w").write("1")\n')
    assert run("--write", "tests", cwd=tmp_path).err == "tests/test_contract_train.py: written\n"
    ended = pytest_of(tmp_path / "tests")
    assert ended.returncode == 0, ended.stdout


def test_hostile_names(run: Run, tmp_path: Path) -> None:
    """Names of a project end up in strings and comments, and nowhere else."""
    name = 'a"""\\n\'; import os  # '
    (tmp_path / "sm-lint.toml").write_text(
        f"""
[contracts.{json.dumps(name)}]
entry-point = "x.py"
job = "processing"
required-env-vars = ["A"]
[contracts.{json.dumps(name)}.expected-input-paths]
{json.dumps(name)} = "/opt/ml/processing/input/x"
"""
    )
    (tmp_path / "x.py").write_text("open('/opt/ml/processing/input/x/a')\n")
    ended = run(cwd=tmp_path)
    assert ended.code == 0, ended.err
    tree = compile(ended.out, "x", "exec")
    assert "import os" not in [line.strip() for line in ended.out.splitlines()]
    assert "os" not in tree.co_names


def test_hostile_names_of_jobs(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sm-lint.toml").touch()
    (tmp_path / "x.py").write_text("open('/opt/ml/processing/input/x/a')\n")
    (tmp_path / "jobs.py").write_text(
        "from sagemaker.sklearn.processing import SKLearnProcessor\n"
        "from sagemaker.workflow.steps import ProcessingStep\n"
        'p = SKLearnProcessor("1.2-1", role="r", instance_type="ml.m5.large", instance_count=1)\n'
        "ProcessingStep(name='a\"\"\"\\nimport os\\rimport os\\n', processor=p, code='x.py')\n"
    )
    ended = run("--write", "tests", cwd=tmp_path)
    assert ended.code == 0, ended.err
    (made,) = (tmp_path / "tests").iterdir()
    text = made.read_text()
    assert "os" not in compile(text, "x", "exec").co_names
    assert "import os" not in [line.strip() for line in text.splitlines()]


def test_secrets_of_a_job_are_not_written(run: Run, project: Path) -> None:
    (project / "launch.py").write_text(
        """
from sagemaker.processing import ScriptProcessor, ProcessingInput, ProcessingOutput
ScriptProcessor(image_uri="i", command=["python3"], role="r", instance_count=1, instance_type="ml.m5.large",
    env={"API_KEY": "hunter2", "LABEL_FIELD": "fraud"}).run(code="prep.py", inputs=[
        ProcessingInput(source="s3://b/raw", destination="/opt/ml/processing/input/raw", input_name="raw")],
    outputs=[ProcessingOutput(source="/opt/ml/processing/output", output_name="result")])
"""
    )
    text = run("prep.py", cwd=project).out
    assert "hunter2" not in text
    assert '"LABEL_FIELD": "fraud"' in text
    assert '"fraud": [0.5' in text or '"fraud": [0, 1]' in text


# -- the examples ---------------------------------------------------------------------------------------------------------


def test_the_examples_have_the_tests_that_would_be_written(run: Run, tmp_path: Path) -> None:
    folder = shutil.copytree(EXAMPLES, tmp_path / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    ended = run("dockers", "--write", "tests", cwd=folder)
    assert sorted(ended.err.splitlines()) == sorted(
        f"tests/{path.name}: unchanged" for path in (EXAMPLES / "tests").glob("test_contract_*.py")
    )
    assert len(ended.err.splitlines()) == 10


_PLAIN = ("cradle_data_loading", "mims_package", "mims_payload", "mims_registration")
_NEEDS = {
    "currency_conversion": ("pandas",),
    "model_evaluation_calibrated": ("pandas", "xgboost", "sklearn"),
    "model_evaluation_xgb": ("pandas", "xgboost", "sklearn"),
    "risk_table_mapping": ("pandas",),
    "tabular_preprocess": ("pandas", "sklearn"),
    "train": ("pandas",),
    "train_xgb": ("pandas", "xgboost", "sklearn"),
}
_SELECTED = "test_contract and not input and not files and not folder and not missing and not outputs"


def need(name: str) -> None:
    for module in _NEEDS.get(name, ()):
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed")


@posix
@pytest.mark.parametrize("name", [*_PLAIN, *(name for name in _NEEDS if name != "model_evaluation_calibrated")])
def test_the_examples_pass(name: str) -> None:
    need(name)
    ended = pytest_of(EXAMPLES / "tests", f"test_contract_{name}.py", *(() if name in _PLAIN else ("-k", _SELECTED)))
    assert ended.returncode == 0, ended.stdout


@posix
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("cradle_data_loading", r"SMC009 .*: --marketplace"),
        ("currency_conversion", r"SMC004 .*/opt/ml/processing/conversion_report\.json \(currency_conversion\.py:57\)"),
        ("mims_package", r"SMC007 .* MARKETPLACE"),
        ("mims_payload", r"SMC002 .*/opt/ml/processing/output/payload\.tar\.gz .*\[Errno 21\] Is a directory"),
        ("mims_registration", r"SMC003 .* MODS_WORKFLOW_EXECUTION_ID"),
        ("model_evaluation_calibrated", r"KeyError: 'calibrator_input'"),
        ("model_evaluation_xgb", r"SMC006 .* metrics_output"),
        ("risk_table_mapping", r"SMC005 .* config_input"),
        ("tabular_preprocess", r"SMC001 .*/opt/ml/processing/input/reference/marketplaces\.csv"),
        ("train", r"SMC010 .*/opt/ml/input/data/calibration"),
        ("train_xgb", r"SMC008 .*--gamma"),
    ],
)
def test_the_broken_examples_fail_for_their_defect(run: Run, tmp_path: Path, name: str, reason: str) -> None:
    need(name)
    folder = shutil.copytree(EXAMPLES / "broken", tmp_path / "broken")
    samples = shutil.copytree(EXAMPLES / "tests" / "contract_samples", folder / "tests" / "contract_samples")
    shutil.copytree(samples / "model_evaluation_xgb", samples / "model_evaluation_calibrated")
    run("dockers", "--write", "tests", cwd=folder)
    ended = pytest_of(folder / "tests", f"test_contract_{name}.py", "-k", _SELECTED)
    assert ended.returncode == 1, ended.stdout
    assert re.search(reason, ended.stdout), ended.stdout
    assert len(re.findall(r"^E  +SMC\d", ended.stdout, re.MULTILINE)) == (0 if "calibrated" in name else 1)


@posix
def test_a_script_without_contract_and_job(run: Run, tmp_path: Path) -> None:
    """What is inferred from a script, the script keeps."""
    (tmp_path / "job.py").write_text(
        """
import json, os
with open("/opt/ml/processing/input/orders/orders.json") as stream:
    order = json.load(stream)
with open(f"/opt/ml/processing/output/{os.environ['REGION']}.txt", "w") as stream:
    stream.write(str(order["amount"]))
"""
    )
    ended = run("job.py", "--write", "tests", cwd=tmp_path)
    assert ended.code == 0, ended.err
    text = next((tmp_path / "tests").glob("test_contract_*.py")).read_text()
    assert "from the contract inferred from job.py (job.py:" in text
    ended = pytest_of(tmp_path / "tests")
    assert "8 passed" in ended.stdout or "7 passed" in ended.stdout, ended.stdout


VARIANTS = """
[tool.sm-lint.contracts.prep]
entry-point = "prep.py"
job = "processing"
arguments.job_type = {{ required = true{choices} }}

[tool.sm-lint.contracts.prep.expected-input-paths]
raw = "/opt/ml/processing/input/raw"
tables = "/opt/ml/processing/input/tables"

[tool.sm-lint.contracts.prep.expected-output-paths]
result = "/opt/ml/processing/output"

[tool.sm-lint.contracts.prep.variants.training.expected-input-paths]
tables = {{ required = false }}
"""
TYPED = """
import argparse, os, shutil
parser = argparse.ArgumentParser()
parser.add_argument("--job_type", required=True)
job_type = parser.parse_args().job_type
if job_type != "training":
    shutil.copy("/opt/ml/processing/input/tables/t.csv", "/opt/ml/processing/output/t.csv")
shutil.copy("/opt/ml/processing/input/raw/x.csv", "/opt/ml/processing/output/x.csv")
"""


@posix
def test_each_variant_is_tried_out_as_a_job_of_its_type(run: Run, tmp_path: Path) -> None:
    (tmp_path / "prep.py").write_text(TYPED)
    (tmp_path / "pyproject.toml").write_text(VARIANTS.format(choices=""))
    assert run("--write", "tests", cwd=tmp_path).code == 0
    names = sorted(path.name for path in (tmp_path / "tests").glob("test_*.py"))
    assert names == ["test_contract_prep.py", "test_contract_prep_training.py"]
    variant = (tmp_path / "tests/test_contract_prep_training.py").read_text()
    assert 'ARGUMENTS = ["--job_type", "training"]' in variant
    assert "required=False" in variant
    assert pytest_of(tmp_path / "tests").returncode == 0
    # A script that needs, in such a job too, what its variant calls optional.
    (tmp_path / "prep.py").write_text(TYPED.replace('if job_type != "training"', "if job_type"))
    found = pytest_of(tmp_path / "tests")
    assert found.returncode == 1
    assert "test_contract_prep_training.py::test_contract " in found.stdout
    assert "test_contract_prep.py::" not in found.stdout


def test_a_contract_of_which_every_job_is_a_variant_has_no_test_of_its_own(run: Run, tmp_path: Path) -> None:
    (tmp_path / "prep.py").write_text(TYPED)
    (tmp_path / "pyproject.toml").write_text(VARIANTS.format(choices=', choices = ["training"]'))
    assert run("--write", "tests", cwd=tmp_path).err == "tests/test_contract_prep_training.py: written\n"
    (tmp_path / "pyproject.toml").write_text(VARIANTS.format(choices=', choices = ["training", "scoring"]'))
    assert run("--write", "more", cwd=tmp_path).code == 0
    assert '"--job_type", "scoring"' in (tmp_path / "more/test_contract_prep.py").read_text()


SERVED = """
[tool.sm-lint.contracts.answer]
entry-point = "answer.py"
job = "inference"
required-env-vars = ["LIMIT"]
"""
HANDLERS = """
import json, os

LIMIT = int(os.environ["LIMIT"])

def model_fn(model_dir):
    return json.load(open(model_dir + "/weights.json"))

def input_fn(body, content_type):
    return json.loads(body)

def predict_fn(data, model):
    return {"sum": min(LIMIT, sum(data)) * model["weight"]}

def output_fn(prediction, accept):
    return json.dumps(prediction)
"""


@posix
@pytest.mark.parametrize("job", ["inference", "transform"])
def test_scripts_that_a_server_imports(run: Run, tmp_path: Path, job: str) -> None:
    (tmp_path / "pyproject.toml").write_text(SERVED.replace("inference", job))
    (tmp_path / "answer.py").write_text(HANDLERS)
    assert run("--write", "tests", cwd=tmp_path).err == "tests/test_contract_answer.py: written\n"
    first = pytest_of(tmp_path / "tests")
    assert first.returncode == 0, first.stdout
    assert "2 passed, 1 skipped" in first.stdout  # the variable that it converts to a number is given one
    samples = tmp_path / "tests/contract_samples/answer"
    for name in ("model", "requests"):
        (samples / name).mkdir(parents=True)
    (samples / "model/weights.json").write_text('{"weight": 2}')
    (samples / "requests/one.json").write_text("[1, 2]")
    second = pytest_of(tmp_path / "tests")
    assert "3 passed" in second.stdout, second.stdout
    (tmp_path / "answer.py").write_text(HANDLERS.replace("return json.dumps(prediction)", "return prediction"))
    third = pytest_of(tmp_path / "tests")
    assert third.returncode == 1
    assert "output_fn returned dict" in third.stdout


def test_a_script_that_a_notebook_writes(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(SERVED)
    launch = (
        "from sagemaker.pytorch import PyTorchModel\n"
        "PyTorchModel(model_data='s3://b/m.tar.gz', role='r', entry_point='answer.py', framework_version='2.0')\n"
    )
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
        for source in ("%%writefile answer.py\n" + HANDLERS.lstrip(), launch)
    ]
    notebook = {"cells": cells, "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "work.ipynb").write_text(json.dumps(notebook))
    ended = run(cwd=tmp_path)
    assert (ended.code, ended.out) == (0, "")
    assert ended.err == "no test for answer.py: it is not a file; work.ipynb writes it\n"
