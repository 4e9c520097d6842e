"""A file has the same findings whoever asks: the project as a whole, the file by its name, an editor over standard input."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from sm_lint import Resolver, lint_paths

BENCHMARKS = str(Path(__file__).resolve().parents[3] / "benchmarks")
MOUNTS = {"S3Uri": "s3://b/k", "LocalPath": "/opt/ml/processing/inputs", "S3DataType": "S3Prefix"}
REQUEST = {
    "AppSpecification": {"ImageUri": "i", "ContainerEntrypoint": ["python3", "state.py"]},
    "ProcessingResources": {"ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.larg", "VolumeSizeInGB": 1}},
    "ProcessingInputs": [{"InputName": "data", "S3Input": MOUNTS}],
}
LAUNCH = """\
from sagemaker.processing import ProcessingInput, ProcessingOutput, ScriptProcessor
from sagemaker.workflow.steps import ProcessingStep

processor = ScriptProcessor(role="r", image_uri="i", command=["python3"], instance_count=1, instance_type="ml.m5.larg")
step = ProcessingStep(
    name="Prep", processor=processor, code="SCRIPT", job_arguments=["--rate", "1"],
    inputs=[ProcessingInput(source="s3://b/k", destination="/opt/ml/processing/inputs")],
    outputs=[ProcessingOutput(source="/opt/ml/processing/outputs", output_name="train")],
)
"""
PREP = """\
import argparse

from common.frames import load

parser = argparse.ArgumentParser()
parser.parse_args()
load("/opt/ml/processing/input/a.csv").to_csv("/opt/ml/processing/output/a.csv")
"""
FILES = {
    "sm-lint.toml": (
        'pipeline-definitions = ["*.json"]\n\n[contracts.score]\nentry-point = "score.py"\njob = "processing"\n'
        '[contracts.score.expected-input-paths]\ndata = "/opt/ml/processing/input/data"\n'
    ),
    "score.py": "from common.frames import load_all\n\nprint(load_all())\n",
    "common/__init__.py": "",
    "common/frames.py": (
        "import pandas as pd\n\n\ndef load(path):\n    return pd.read_csv(path)\n\n\n"
        "def load_all():\n    return pd.read_csv('/opt/ml/processing/input/date/a.csv')\n"
    ),
    "prep.py": PREP,
    "launch.py": LAUNCH.replace("SCRIPT", "prep.py"),
    "book/launch.ipynb": json.dumps(
        {
            "cells": [
                {"cell_type": "code", "source": LAUNCH.replace("SCRIPT", "cell.py"), "metadata": {}, "outputs": []},
                {"cell_type": "code", "source": "%%writefile cell.py\n" + PREP, "metadata": {}, "outputs": []},
            ],
            "metadata": {},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    ),
    "machine.json": json.dumps(
        {
            "StartAt": "Run",
            "States": {
                "Run": {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::sagemaker:createProcessingJob.sync",
                    "Parameters": REQUEST,
                    "End": True,
                }
            },
        }
    ),
    "state.py": "print(open('/opt/ml/processing/input/a').read())\n",
    "docker/train": "#!/usr/bin/env python3\nimport os\n\nprint(os.environ['SM_CHANNEL_TRAIN'])\n",
    "docker/start.py": (
        "from sagemaker.estimator import Estimator\n\nEstimator(image_uri='i', role='r', instance_count=1,\n"
        "    instance_type='ml.m5.larg', entry_point='train', source_dir='docker').fit({'test': 's3://b/k'})\n"
    ),
}


@pytest.fixture
def benchmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(BENCHMARKS)
    for name in ("agreement", "generate"):
        monkeypatch.delitem(sys.modules, name, raising=False)


@pytest.mark.usefixtures("benchmarks")
def test_linked_projects(tmp_path: Path) -> None:
    import agreement  # type: ignore[import-not-found, unused-ignore]
    import generate  # type: ignore[import-not-found, unused-ignore]

    project = tmp_path / "project"
    generate.generate_linked(str(project), 8)
    for path in sorted(project.rglob("*prepare*.py")):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("/processing/input", "/processing/inputs"), encoding="utf-8")
    found, compared = agreement.compare(str(project), str(tmp_path / "cache"))
    assert found == []
    assert compared >= 4  # findings, without which nothing would be told apart


@pytest.mark.usefixtures("benchmarks")
def test_all_kinds_of_files(tmp_path: Path) -> None:
    import agreement  # type: ignore[import-not-found, unused-ignore]

    project = tmp_path / "project"
    for name, text in FILES.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")
    found, compared = agreement.compare(str(project), str(tmp_path / "cache"))
    assert found == []
    assert compared >= 12


def test_without_a_repository_the_working_directory_is_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "requirements.txt").write_text("sagemaker>=2.200.0\n")
    (tmp_path / "ref").mkdir()
    (tmp_path / "ref/launch.py").write_text(
        "from sagemaker.workflow.pipeline_context import LocalPipelineSession\n" + LAUNCH
    )
    monkeypatch.chdir(tmp_path)

    options = {"select": ["SMJ601"], "preview": True}

    def codes(named: str) -> set[str]:
        return {found.code for found in lint_paths([named], resolver=Resolver(options), cache=False).findings}

    assert codes(".") == codes("ref") == codes("ref/launch.py") == {"SMJ601"}
    monkeypatch.setenv("HOME", str(tmp_path))  # which holds anything, and very much
    assert codes("ref/launch.py") == set()
