"""Properties of pipeline steps, as the API's answers have them."""

from __future__ import annotations

import pytest

from sm_lint.sagemaker.api.properties import roots_of, unknown_member
from sm_lint.sagemaker.api.refresh import STEPS
from sm_lint.sagemaker.data import load


@pytest.mark.parametrize(
    ("step", "path"),
    [
        ("ProcessingStep", 'ProcessingOutputConfig.Outputs["train"].S3Output.S3Uri'),
        ("ProcessingStep", "ProcessingOutputConfig.Outputs[0].S3Output.S3Uri"),
        ("ProcessingStep", 'ProcessingOutputConfig.Outputs["*"].S3Output.S3Uri'),
        ("ProcessingStep", "Environment"),
        ("ProcessingStep", 'Environment["MODE"]'),
        ("TrainingStep", "ModelArtifacts.S3ModelArtifacts"),
        ("TrainingStep", 'FinalMetricDataList["loss"].Value'),
        ("TuningStep", "BestTrainingJob.TrainingJobName"),
        ("TuningStep", "TrainingJobSummaries[1].TrainingJobName"),
        ("TransformStep", "TransformOutput.S3OutputPath"),
        ("CreateModelStep", "PrimaryContainer.ModelDataUrl"),
        ("LambdaStep", "Anything.At.All"),
        ("ProcessingStep", ""),
    ],
)
def test_member_is_there_or_not_known(step: str, path: str) -> None:
    assert unknown_member(step, path) is None


@pytest.mark.parametrize(
    ("step", "path", "name", "owner"),
    [
        (
            "ProcessingStep",
            'ProcessingOutputConfig.Outputs["train"].S3Uri',
            "S3Uri",
            'ProcessingOutputConfig.Outputs["train"]',
        ),
        ("ProcessingStep", 'ProcessingOutputConfig.Output["train"]', "Output", "ProcessingOutputConfig"),
        ("TrainingStep", "ModelArtifact.S3ModelArtifacts", "ModelArtifact", ""),
        ("TuningStep", "TrainingJobSummaries[0].JobName", "JobName", "TrainingJobSummaries[0]"),
    ],
)
def test_first_member_that_is_missing(step: str, path: str, name: str, owner: str) -> None:
    found = unknown_member(step, path)
    assert found is not None
    assert (found.name, found.owner) == (name, owner)
    assert name not in found.members
    assert found.members == tuple(sorted(found.members))


def test_every_step_has_its_shapes() -> None:
    shapes = load("api/properties")["shapes"]
    for step, roots in STEPS.items():
        assert roots_of(step) == roots
        assert set(roots) <= set(shapes)


def test_every_shape_that_is_named_is_described() -> None:
    shapes = load("api/properties")["shapes"]
    named = {target.lstrip("[]{}") for members in shapes.values() for target in members.values()} - {""}
    assert named <= set(shapes)
