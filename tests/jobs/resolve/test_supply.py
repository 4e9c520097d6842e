"""What jobs are given by others, and what becomes of their models."""

from __future__ import annotations

from pathlib import Path

import pytest

from sm_lint.jobs.definition.model import Job
from sm_lint.jobs.resolve.supply import object_name
from tests.jobs.making import Tree

HEAD = """
from sagemaker.inputs import TrainingInput
from sagemaker.processing import ProcessingInput, ProcessingOutput
from sagemaker.sklearn import SKLearn, SKLearnModel
from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.workflow.functions import Join
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.steps import ProcessingStep, TrainingStep

BUCKET = "acme"
processor = SKLearnProcessor("1.2-1", "role", "ml.m5.xlarge", 1)
"""
CLEAN = """
clean = ProcessingStep(name="Clean", step_args=processor.run(code="clean.py", outputs=[{outputs}]))
"""
SCORE = """
score = ProcessingStep(name="Score", step_args=processor.run(code="score.py", inputs=[{inputs}]))
"""


def jobs_of(folder: Path, text: str) -> tuple[Job, ...]:
    tree = Tree(folder)
    for name in ("clean.py", "score.py", "train.py", "serve.py"):
        tree.write(name, "print()\n")
    tree.write("pipeline.py", HEAD + text)
    return tree.jobs("pipeline.py")


@pytest.mark.parametrize(
    ("output", "source", "made"),
    [
        ('output_name="a", source="/opt/ml/processing/a"', 'clean.properties.ProcessingOutputConfig.Outputs["a"].S3Output.S3Uri', "/opt/ml/processing/a"),
        ('output_name="a", source="/opt/ml/processing/a"', "clean.properties.ProcessingOutputConfig.Outputs[0].S3Output.S3Uri", "/opt/ml/processing/a"),
        ('source="/opt/ml/processing/a", destination="s3://acme/a/"', '"s3://acme/a"', "/opt/ml/processing/a"),
        ('source="/opt/ml/processing/a", destination=f"s3://{BUCKET}/a"', 'f"s3://{BUCKET}/a/b"', "/opt/ml/processing/a/b"),
        ('source="/opt/ml/processing/a", destination=Join(on="/", values=["s3:/", BUCKET])', 'Join(on="/", values=["s3:/", BUCKET])', "/opt/ml/processing/a"),
    ],
)  # fmt: skip
def test_an_output_is_an_input(tmp_path: Path, output: str, source: str, made: str) -> None:
    text = CLEAN.format(outputs=f"ProcessingOutput({output})")
    text += SCORE.format(inputs=f'ProcessingInput(source={source}, destination="/opt/ml/processing/in")')
    clean, score = jobs_of(tmp_path, text)
    assert [(each.made, each.found, each.archive) for each in score.suppliers] == [
        (made, "/opt/ml/processing/in", False)
    ]
    assert score.suppliers[0].script == clean.script
    assert clean.suppliers == ()


@pytest.mark.parametrize(
    ("output", "source"),
    [
        ('source="/opt/ml/processing/a", destination="s3://acme/a"', '"s3://acme/ab"'),
        ('source="/opt/ml/processing/a", destination="s3://acme"', '"s3://acme/a"'),
        ('output_name="a", source="/opt/ml/processing/a"', 'clean.properties.ProcessingOutputConfig.Outputs["b"].S3Output.S3Uri'),
        ('source="/opt/ml/processing/a", destination="s3://acme/a"', '"s3://acme/a", s3_data_type="ManifestFile"'),
    ],
)  # fmt: skip
def test_an_output_is_no_input(tmp_path: Path, output: str, source: str) -> None:
    text = CLEAN.format(outputs=f"ProcessingOutput({output})")
    text += SCORE.format(inputs=f'ProcessingInput(source={source}, destination="/opt/ml/processing/in")')
    assert [job.suppliers for job in jobs_of(tmp_path, text)] == [(), ()]


def test_what_the_definition_uploads_itself_is_not_known(tmp_path: Path) -> None:
    text = CLEAN.format(outputs='ProcessingOutput(source="/opt/ml/processing/a", destination="s3://acme/a")')
    text += SCORE.format(inputs='ProcessingInput(source="s3://acme/a", destination="/opt/ml/processing/in")')
    text += 'import boto3\nboto3.client("s3").upload_file("extra.csv", "acme", "a/extra.csv")\n'
    assert [job.suppliers for job in jobs_of(tmp_path, text)] == [(), ()]


TRAIN = """
estimator = SKLearn("train.py", framework_version="1.2-1", role="role", instance_type="ml.m5.xlarge")
"""


def test_the_model_of_an_estimator(tmp_path: Path) -> None:
    train, model = jobs_of(
        tmp_path,
        TRAIN
        + """
estimator.fit({"train": "s3://acme/train"})
model = SKLearnModel(model_data=estimator.model_data, role="role", entry_point="serve.py", framework_version="1.2-1")
model.deploy(1, "ml.c5.large")
""",
    )
    assert [(each.made, each.found) for each in model.suppliers] == [("/opt/ml/model", "/opt/ml/model")]
    assert model.suppliers[0].instance_type is not None
    assert model.suppliers[0].instance_type.text == "ml.m5.xlarge"
    assert [(use.api, use.own_script) for use in train.deployments] == [("SKLearnModel", False)]
    assert [(use.api, use.own_script, use.instance_type and use.instance_type.text) for use in model.deployments] == [
        ("deploy", True, "ml.c5.large")
    ]


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        ('estimator.deploy(initial_instance_count=1, instance_type="ml.t2.medium")', [("deploy", "ml.t2.medium", True)]),
        ('estimator.deploy(1, "ml.t2.medium", entry_point="serve.py")', [("deploy", "ml.t2.medium", False)]),
        ('estimator.transformer(1, "ml.m4.xlarge")', [("transformer", "ml.m4.xlarge", True)]),
        ('estimator.create_model(entry_point="serve.py").deploy(1, "ml.m4.xlarge")', [("deploy", "ml.m4.xlarge", False)]),
        ("model = estimator.create_model()\nmodel.deploy(1, 'ml.m4.xlarge')", [("deploy", "ml.m4.xlarge", True)]),
        ("print(estimator.latest_training_job)", []),
    ],
)  # fmt: skip
def test_deployments(tmp_path: Path, use: str, expected: list[tuple[str, str, bool]]) -> None:
    train, *_ = jobs_of(tmp_path, f"{TRAIN}estimator.fit()\n{use}\n")
    found = [(each.api, each.instance_type and each.instance_type.text, each.own_script) for each in train.deployments]
    assert found == expected


def test_the_archive_of_a_training_step(tmp_path: Path) -> None:
    text = (
        TRAIN
        + 'train = TrainingStep(name="Train", estimator=estimator, inputs={"train": TrainingInput("s3://acme/t")})\n'
    )
    given = 'source=train.properties.ModelArtifacts.S3ModelArtifacts, destination="/opt/ml/processing/model"'
    train, score = jobs_of(tmp_path, text + SCORE.format(inputs=f"ProcessingInput({given})"))
    (supplier,) = score.suppliers
    assert (supplier.found, supplier.archive) == ("/opt/ml/processing/model/model.tar.gz", True)
    assert [use.api for use in train.deployments] == ["ModelArtifacts"]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ('"s3://acme/data/claims.csv"', "claims.csv"),
        ('f"s3://{unknown}/claims.csv"', "claims.csv"),
        ('ParameterString(name="A", default_value="s3://acme/claims.csv")', "claims.csv"),
        ('"data/claims.csv"', "claims.csv"),
        ('"s3://acme/data/"', None),
        ('"s3://acme/data"', None),
        ('"s3://acme/v1.0"', None),
        ('f"s3://acme/{unknown}.csv"', None),
        ('"s3://acme/claims.csv", s3_data_type="ManifestFile"', None),
        ('"s3://acme/claims.csv", s3_compression_type="Gzip"', None),
        ("unknown()", None),
    ],
)
def test_the_name_of_one_object(tmp_path: Path, source: str, name: str | None) -> None:
    (job,) = jobs_of(
        tmp_path,
        f'from acme import unknown\nprocessor.run(code="score.py", inputs=[ProcessingInput(source={source}, destination="/x")])',
    )
    assert object_name(job.mounts[0]) == name
