"""A small share of the seeded faults of `benchmarks/seeded`, over the examples and over a project of two files."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]

TRAIN = """\
import argparse
import os

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=1)
parser.add_argument("--rate", type=float, default=0.1)
args = parser.parse_args()
print(args.epochs, args.rate)
print(os.listdir(os.environ["SM_CHANNEL_CLAIMS"]), os.listdir("/opt/ml/input/data/prices"))
with open(os.path.join(os.environ.get("SM_MODEL_DIR", "/tmp"), "model.bin"), "w") as file:
    file.write(os.environ["STAGE"])
"""
LAUNCH = """\
from sagemaker.pytorch import PyTorch

estimator = PyTorch(
    entry_point="train.py",
    role="role",
    framework_version="2.1",
    py_version="py310",
    instance_count=1,
    instance_type="ml.m5.xlarge",
    hyperparameters={"epochs": 3, "rate": 0.5},
    environment={"STAGE": "dev"},
)
estimator.fit({"claims": "s3://acme/claims", "prices": "s3://acme/prices"})
"""
KINDS = {
    "rename a channel",
    "drop an input",
    "rename a hyperparameter",
    "rename a variable",
    "rename a script",
    "change a type",
}


@pytest.fixture(autouse=True)
def benchmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))


def test_every_fault_of_a_small_project_is_found(tmp_path: Path) -> None:
    from seeded.run import measure

    (tmp_path / "train.py").write_text(TRAIN)
    (tmp_path / "launch.py").write_text(LAUNCH)
    verdicts, noise = measure(str(tmp_path), (), 40)
    assert {verdict.mutant.kind for verdict in verdicts} == KINDS
    assert {verdict.mutant.side for verdict in verdicts} == {"definition", "script"}
    assert [(v.mutant.kind, v.mutant.edits[0].content) for v in verdicts if v.outcome != "found"] == []
    assert noise == []
    assert (tmp_path / "train.py").read_text() == TRAIN


def test_faults_in_the_examples_are_found() -> None:
    from seeded.run import measure

    verdicts, noise = measure(str(ROOT / "examples"), ("pipelines/pipeline.py",), 3, "rename a script")
    assert len(verdicts) == 3
    assert [(v.mutant.kind, v.mutant.edits[0].content) for v in verdicts if v.outcome != "found"] == []
    assert noise == []
