"""Rules that judge a script by a job definition, on definitions made here."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from sm_lint.config.load import Resolver
from sm_lint.contracts.model import Argument, Contract
from sm_lint.diagnostics.finding import Finding
from sm_lint.jobs.definition.model import Job, Setting
from sm_lint.lint.linking.task import Batch, FileTask
from sm_lint.lint.run.engine import lint_file
from sm_lint.lint.run.runner import lint_paths
from sm_lint.syntax.span import Place

HERE = Place("/project/pipeline.py")


def job(
    hyperparameters: dict[str, str | None],
    *,
    kind: Literal["training", "processing"] = "training",
    class_name: str = "PyTorch",
    sdk: Literal["v2", "v3"] | None = None,
    settings: tuple[tuple[str, Setting], ...] = (),
    open_arguments: bool = False,
) -> Job:
    contract = Contract(
        "Train",
        HERE,
        label="step `Train` (pipeline.py:1)",
        origin="job",
        job=kind,
        arguments=tuple(
            Argument(name.replace("_", "-"), HERE, value=value, spelling=name)
            for name, value in hyperparameters.items()
        ),
        sdk=sdk,
        open_arguments=open_arguments,
    )
    return Job(
        "step `Train` (pipeline.py:1)", kind, "v2", f"{class_name}.fit", class_name, HERE, contract, settings=settings
    )


def lint(tmp_path: Path, script: str, launched_by: Job, *codes: str, **options: object) -> list[Finding]:
    path = tmp_path / "train.py"
    path.write_text(script)
    overrides: dict[str, object] = {"select": list(codes), "preview": True, **options}
    settings = Resolver(overrides, cwd=str(tmp_path)).settings_for(str(path))
    task = FileTask(str(path), (), (launched_by,))
    report = lint_file(task, Batch(settings, (task,)))
    assert report.errors == 0
    return list(report.findings)


PARSER = """import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int)
parser.add_argument("--learning_rate", type=float)
"""
STRICT = PARSER + "args = parser.parse_args()\n"
LENIENT = PARSER + "args, _ = parser.parse_known_args()\n"
ALL = ("SMA303", "SMA304", "SMC008")


def said(findings: list[Finding]) -> list[tuple[str, int, str]]:
    return [(finding.code, finding.place.span.line, finding.message) for finding in findings]


def test_a_strict_parser_refuses(tmp_path: Path) -> None:
    found = lint(tmp_path, STRICT, job({"epochs": "3", "learning-rate": "0.1", "workers": "2"}), *ALL)
    assert said(found) == [
        (
            "SMA303",
            6,
            (
                "hyperparameter `learning-rate` of step `Train` (pipeline.py:1) is not accepted: the script exits with `unrecognized "
                "arguments`; did you mean `--learning_rate`?"
            ),
        ),
        (
            "SMA303",
            6,
            (
                "hyperparameter `workers` of step `Train` (pipeline.py:1) is not accepted: the script exits with `unrecognized "
                "arguments`; add it to the parser or stop passing it"
            ),
        ),
    ]


def test_a_lenient_parser_drops(tmp_path: Path) -> None:
    found = lint(tmp_path, LENIENT, job({"epochs": "3", "learning-rate": "0.1", "workers": "2"}), *ALL)
    assert said(found) == [
        (
            "SMA304",
            5,
            "hyperparameter `learning-rate` of step `Train` (pipeline.py:1) is silently ignored; did you mean `--learning_rate`?",
        ),
        (
            "SMA304",
            6,
            "hyperparameter `workers` of step `Train` (pipeline.py:1) is silently ignored; add it to the parser or stop passing it",
        ),
    ]
    (fix,) = [finding.fix for finding in found if finding.fix is not None]
    assert [edit.content for edit in fix.edits] == ['"--learning_rate", "--learning-rate"']
    fixed = LENIENT.replace('"--learning_rate"', fix.edits[0].content)
    assert lint(tmp_path, fixed, job({"epochs": "3", "learning-rate": "0.1"}), *ALL) == []


@pytest.mark.parametrize(
    ("script", "passed"),
    [
        (STRICT, {"epoch": "3", "learning_rate": "0.1"}),
        (STRICT, {"sagemaker_program": "train.py"}),
        (LENIENT, {"model_dir": "s3://bucket/model"}),
        (LENIENT + "import os\nprint(os.environ['SM_HP_WORKERS'])\n", {"workers": "2"}),
        (LENIENT + "import os, json\nprint(json.loads(os.environ['SM_HPS']))\n", {"workers": "2"}),
        (
            LENIENT + "import json\nprint(json.load(open('/opt/ml/input/config/hyperparameters.json')))\n",
            {"workers": "2"},
        ),
        ("import sys\nprint(sys.argv)\n", {"workers": "2"}),
    ],
)
def test_what_is_accepted_or_not_known(tmp_path: Path, script: str, passed: dict[str, str | None]) -> None:
    assert lint(tmp_path, script, job(passed), *ALL) == []


def test_arguments_of_a_processing_job_are_another_rule(tmp_path: Path) -> None:
    found = lint(tmp_path, STRICT, job({"workers": "2"}, kind="processing"), *ALL)
    assert [finding.code for finding in found] == ["SMC008"]


def test_a_flag_of_a_processing_job_is_passed_a_value_or_not(tmp_path: Path) -> None:
    script = PARSER + 'parser.add_argument("--fast", action="store_true")\nargs = parser.parse_args()\n'
    assert said(lint(tmp_path, script, job({"fast": "True"}, kind="processing"), "SMA302")) == [
        (
            "SMA302",
            6,
            (
                '`--fast` is a flag (`action="store_true"`), but step `Train` (pipeline.py:1) passes it a value: the script exits with '
                "`unrecognized arguments: True`"
            ),
        )
    ]
    assert lint(tmp_path, script, job({"fast": None}, kind="processing"), "SMA302") == []
    assert [finding.code for finding in lint(tmp_path, script, job({"fast": None}), "SMA302")] == ["SMA302"]


MODEL_DIR = """import argparse
import os

parser = argparse.ArgumentParser()
parser.add_argument("--model_dir", default=os.environ["SM_MODEL_DIR"])
args, _ = parser.parse_known_args()
open(os.path.join(args.model_dir, "model.bin"), "wb")
"""


def test_a_tensorflow_estimator_passes_its_own_model_dir(tmp_path: Path) -> None:
    (found,) = lint(tmp_path, MODEL_DIR, job({}, class_name="TensorFlow"), "SMA307")
    assert "the TensorFlow estimator of step `Train` (pipeline.py:1) passes its own S3 URI" in found.message
    assert lint(tmp_path, MODEL_DIR, job({}, class_name="PyTorch"), "SMA307") == []
    switched_off = (("model_dir", Setting(HERE, text="False", type="bool", known="literal")),)
    assert lint(tmp_path, MODEL_DIR, job({}, class_name="TensorFlow", settings=switched_off), "SMA307") == []


@pytest.mark.parametrize(
    ("launch", "found"),
    [
        ("", ["SMA307"]),
        (", distribution={'mpi': {'enabled': True}}", []),
        (", distribution={'mpi': {'enabled': False}}", ["SMA307"]),
        (", distribution={'mpi': {'enabled': True}, 'smdistributed': {'modelparallel': {'enabled': True}}}", []),
        (", distribution={'parameter_server': {'enabled': True}}", ["SMA307"]),
        (", distribution={'multi_worker_mirrored_strategy': {'enabled': True}}", ["SMA307"]),
        (", distribution={'mpi': {'enabled': MPI}}", []),
        (", distribution=DISTRIBUTION", []),
        (", model_dir=False", []),
        (", model_dir='/opt/ml/model'", []),
    ],
)
def test_what_the_estimator_passes_depends_on_its_distribution(tmp_path: Path, launch: str, found: list[str]) -> None:
    (tmp_path / "train.py").write_text(MODEL_DIR)
    (tmp_path / "launch.py").write_text(
        "import os\nfrom sagemaker.tensorflow import TensorFlow\n"
        "MPI = bool(os.environ['MPI'])\nDISTRIBUTION = load()\n"
        "TensorFlow(entry_point='train.py', role='r', instance_count=2, instance_type='ml.p3.2xlarge', framework_version='2.8',"
        f" py_version='py39'{launch}).fit()\n"
    )
    resolver = Resolver({"select": ["SMA307"]}, cwd=str(tmp_path))
    assert [finding.code for finding in lint_paths(["."], resolver=resolver, cache=False).findings] == found


@pytest.mark.parametrize(
    ("sdk", "name", "other"),
    [
        ("v2", "SM_HP_LEARNING_RATE", "SM_HP_LEARNING-RATE"),
        ("v3", "SM_HP_LEARNING-RATE", "SM_HP_LEARNING_RATE"),
        (None, "SM_HP_LEARNING_RATE", "SM_HP_LEARNING-RATE"),
    ],
)
def test_what_the_sdk_makes_of_a_hyphen(tmp_path: Path, sdk: Literal["v2", "v3"] | None, name: str, other: str) -> None:
    script = f'import os\n\nprint(os.environ["{name}"])\n'
    (found,) = lint(tmp_path, script, job({"learning-rate": "0.1"}, sdk=sdk), "SME205")
    assert f"SDK {sdk or 'v2'} makes `{other}` of the hyperparameter `learning-rate`" in found.message
    right = f'import os\n\nprint(os.environ["{other}"])\n'
    if sdk is not None:
        assert lint(tmp_path, right, job({"learning-rate": "0.1"}, sdk=sdk), "SME205") == []


def test_a_path_that_is_not_passed(tmp_path: Path) -> None:
    script = (
        PARSER + 'import os\nparser.add_argument("--data")\nargs = parser.parse_args()\nprint(os.listdir(args.data))\n'
    )
    assert [f.place.span.line for f in lint(tmp_path, script, job({"epochs": "3"}), "SMA309")] == [9]
    assert lint(tmp_path, script, job({"data": None}), "SMA309") == []
    assert lint(tmp_path, script, job({}, open_arguments=True), "SMA309") == []


def test_the_generation_of_the_launcher_decides_on_case(tmp_path: Path) -> None:
    script = PARSER + 'parser.add_argument("--fast")\nargs = parser.parse_args()\nprint(args.fast == "True")\n'
    assert [f.code for f in lint(tmp_path, script, job({"fast": "True"}, sdk="v3"), "SMA305")] == ["SMA305"]
    assert lint(tmp_path, script, job({"fast": "True"}, sdk="v2"), "SMA305") == []


def test_framework_of_the_class_that_launches(tmp_path: Path) -> None:
    script = "import joblib\n\n\ndef predict_fn(data, model):\n    return data\n\n\ndef input_fn(data, content_type):\n    return data\n"
    assert [f.code for f in lint(tmp_path, script, job({}, class_name="SKLearn"), "SMH401")] == ["SMH401"]
    assert lint(tmp_path, script, job({}, class_name="Estimator"), "SMH401") == []


BLIND = "import pandas as pd\nimport torch\n\nframe = pd.read_csv('/opt/ml/input/data/train/a.csv')\n"


def test_a_script_without_a_parser_ignores_all_of_them(tmp_path: Path) -> None:
    passed = job({"epochs": "3", "sagemaker_program": "train.py", "model_dir": "s3://bucket/model"})
    (finding,) = lint(tmp_path, BLIND, passed, *ALL)
    assert (finding.code, finding.place) == ("SMA304", HERE)
    assert finding.message == (
        "hyperparameter `epochs` of step `Train` (pipeline.py:1) is silently ignored: the script `train.py` parses no "
        "arguments and reads no hyperparameters; read it or stop passing it"
    )
    assert [note.place.path for note in finding.notes if note.place is not None] == [str(tmp_path / "train.py")]


@pytest.mark.parametrize(
    "more",
    [
        "import json, os\nprint(os.environ['SM_HP_EPOCHS'])\n",
        "import os\nprint(dict(os.environ))\n",
        "import fire\nfire.Fire(print)\n",
        "from mylib import parameters\n",
        "from . import parameters\n",
        "import tensorflow as tf\nFLAGS = tf.compat.v1.flags\n",
        "import json\nprint(json.load(open('/opt/ml/input/' + 'config/x.json')))\nHYPERPARAMS = 1\n",
        "import subprocess\nsubprocess.run(['python', 'inner.py'])\n",
        "import os\nprint(os.environ['EPOCHS'])\n",
    ],
    ids=["variable", "scan", "fire", "library", "relative", "flags", "file", "child", "plain variable"],
)
def test_a_script_that_may_read_them_is_left_alone(tmp_path: Path, more: str) -> None:
    assert lint(tmp_path, BLIND + more, job({"epochs": "3"}), "SMA304") == []


def test_a_variable_of_almost_the_same_name_is_a_reader(tmp_path: Path) -> None:
    script = BLIND + "import os\nprint(os.environ['LEARNING_RATE'])\n"
    assert lint(tmp_path, script, job({"learning.rate": "0.1"}), "SMA304") == []
    (finding,) = lint(tmp_path, script, job({"learning.rate": "0.1", "batch.size": "8"}), "SMA304")
    assert "`batch.size`" in finding.message


def test_an_empty_script_lacks_more_than_that(tmp_path: Path) -> None:
    assert lint(tmp_path, "\n", job({"epochs": "3"}), "SMA304") == []


def test_a_program_of_others_is_no_reader(tmp_path: Path) -> None:
    script = (
        BLIND + "import subprocess, sys\nsubprocess.run([sys.executable, '-m', 'spacy', 'train', '--gpu-id', '0'])\n"
    )
    assert [finding.code for finding in lint(tmp_path, script, job({"epochs": "3"}), "SMA304")] == ["SMA304"]


def test_a_command_says_itself_what_it_passes(tmp_path: Path) -> None:
    command = Setting(HERE, "python train.py", "str", "literal", '"python train.py"')
    code = Setting(HERE, None, "SourceCode", "literal", "", (command,), ("command",))
    passed = job({"epochs": "3"}, settings=(("source_code", code),))
    assert lint(tmp_path, BLIND, passed, "SMA304") == []


def test_hyperparameters_of_a_script_that_reads_none_are_one_mistake(tmp_path: Path) -> None:
    (found,) = lint(tmp_path, BLIND, job({"epochs": "3", "lr": "0.1", "seed": "1"}), "SMA304")
    assert (
        "hyperparameters `epochs`, `lr` and `seed` of step `Train` (pipeline.py:1) are silently ignored"
        in found.message
    )
    assert [note.message for note in found.notes] == ["script", "`lr` is passed at", "`seed` is passed at"]


def test_hyperparameters_that_a_parser_drops_are_one_mistake_and_a_misspelt_one_another(tmp_path: Path) -> None:
    script = PARSER + 'parser.add_argument("--epochs")\nargs, _ = parser.parse_known_args()\n'
    found = lint(tmp_path, script, job({"epohcs": "3", "alpha": "0.1", "momentum": "1"}), "SMA304")
    assert sorted(finding.message.partition(" of ")[0] for finding in found) == [
        "hyperparameter `epohcs`",
        "hyperparameters `alpha` and `momentum`",
    ]
