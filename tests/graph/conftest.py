"""A project with a pipeline that has something wrong at a step, at an output and at an edge."""

from __future__ import annotations

from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.graph.collect import collect
from sm_lint.graph.model import Graph

PIPELINE = """\
from sagemaker.inputs import TrainingInput
from sagemaker.processing import ProcessingInput, ProcessingOutput
from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionGreaterThan
from sagemaker.workflow.functions import JsonGet
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.properties import PropertyFile
from sagemaker.workflow.steps import ProcessingStep, TrainingStep
from sagemaker.xgboost.estimator import XGBoost

session = PipelineSession()
raw = ParameterString(name="RawData")
processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge", env={"REGION": "eu"}, sagemaker_session=session)
prepare = ProcessingStep(
    name="Prepare",
    step_args=processor.run(
        code="prepare.py",
        inputs=[ProcessingInput(input_name="raw", source=raw, destination="/opt/ml/processing/input/raw")],
        outputs=[
            ProcessingOutput(output_name="train", source="/opt/ml/processing/train"),
            ProcessingOutput(
                output_name="report", source="/opt/ml/processing/report", destination="s3://bucket/reports"
            ),
        ],
        arguments=["--raw", raw, "--ratio", "0.7"],
    ),
)
estimator = XGBoost(
    entry_point="train.py", framework_version="1.7-1", role="role", instance_count=1, instance_type="ml.m5.xlarge",
    hyperparameters={"depth": 3}, sagemaker_session=session,
)
train = TrainingStep(
    name="Train",
    step_args=estimator.fit(
        {"train": TrainingInput(prepare.properties.ProcessingOutputConfig.Outputs["trian"].S3Output.S3Uri)}
    ),
)
score = PropertyFile(name="Score", output_name="score", path="score.json")
evaluate = ProcessingStep(
    name="Evaluate",
    step_args=processor.run(
        code="s3://code/evaluate.py",
        inputs=[
            ProcessingInput(
                input_name="model", source=train.properties.ModelArtifacts.S3ModelArtifacts,
                destination="/opt/ml/processing/model",
            ),
            ProcessingInput(source="s3://bucket/reports/today", destination="/opt/ml/processing/report"),
        ],
        outputs=[ProcessingOutput(output_name="score", source="/opt/ml/processing/score")],
    ),
    property_files=[score],
)
notify = ProcessingStep(name="Notify", step_args=processor.run(code="s3://code/notify.py"), depends_on=[train])
good = ConditionStep(
    name="Good",
    conditions=[ConditionGreaterThan(left=JsonGet(step_name="Evaluate", property_file=score, json_path="auc"), right=1)],
    if_steps=[notify],
    else_steps=[],
)
pipeline = Pipeline(name="Fraud", parameters=[raw], steps=[prepare, train, evaluate, good])
"""
PREPARE = """\
import argparse
import os

import pandas as pd

parser = argparse.ArgumentParser()
parser.add_argument("--raw")
parser.add_argument("--ratio", type=float)
args = parser.parse_args()
region = os.environ["REGION"]
frame = pd.read_csv("/opt/ml/processing/input/raw/data.csv")
frame.to_csv("/opt/ml/processing/train/data.csv")
frame.to_csv("/opt/ml/processing/lost/data.csv")
"""
TRAIN = """\
import argparse
import os

import pandas as pd

parser = argparse.ArgumentParser()
parser.add_argument("--depth", type=int)
args = parser.parse_args()
frame = pd.read_csv("/opt/ml/input/data/train/data.csv")
frame.to_csv(os.path.join("/opt/ml/model", "model.csv"))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("[tool.sm-lint]\n")
    (tmp_path / "pipeline.py").write_text(PIPELINE)
    (tmp_path / "prepare.py").write_text(PREPARE)
    (tmp_path / "train.py").write_text(TRAIN)
    return tmp_path


def drawn(folder: Path, *names: str) -> tuple[Graph, ...]:
    """Graphs of files in a folder, all of them if none is named."""
    return collect([str(folder / name) for name in names] or [str(folder)], Resolver(cwd=str(folder))).graphs


@pytest.fixture
def graph(project: Path) -> Graph:
    (only,) = drawn(project, "pipeline.py")
    return only
