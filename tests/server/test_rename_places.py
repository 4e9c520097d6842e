"""Renaming channels, inputs and outputs wherever scripts, contracts and job definitions have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.renaming import PREP, PROCESSING, SCRIPT, STEPS, TRAINING, V2, V3, Project, at, channel


@pytest.mark.parametrize(
    ("name", "piece", "count"),
    [
        ("train.py", "TRAIN", 1),
        ("train.py", 'train"', 1),
        ("train.py", 'train", "b.csv"', 1),
        ("pyproject.toml", "train =", 1),
        ("pyproject.toml", 'train"', 1),
        ("launch.py", 'train": Training', 1),
        ("launch.py", "train=", 1),
        ("launch.py", 'train"', 1),
        ("trainer.py", 'train", data_source', 1),
    ],
)
def test_a_channel_everywhere(tmp_path: Path, name: str, piece: str, count: int) -> None:
    files = {"pyproject.toml": TRAINING, "train.py": SCRIPT, "launch.py": V2, "trainer.py": V3}
    wanted = {file: channel(text) for file, text in files.items()}
    Project(tmp_path, {**files, name: at(files[name], piece, count)}).expect("rows", wanted)


def test_a_channel_is_offered_by_its_name_where_a_variable_or_path_has_it(tmp_path: Path) -> None:
    files = {"pyproject.toml": TRAINING, "launch.py": V2}
    assert Project(tmp_path / "a", {**files, "train.py": at(SCRIPT, "TRAIN")}).placeholder() == ("TRAIN", "train")
    assert Project(tmp_path / "b", {**files, "train.py": at(SCRIPT, 'train", "b')}).placeholder() == ("train", "train")
    assert Project(tmp_path / "c", {**files, "train.py": at(SCRIPT, "n.csv")}).target() is None


def test_boto3_and_a_pipeline_of_json(tmp_path: Path) -> None:
    boto3 = """
        import boto3

        boto3.client("sagemaker").create_training_job(
            TrainingJobName="train",
            AlgorithmSpecification={"TrainingImage": "image", "TrainingInputMode": "File"},
            HyperParameters={"sagemaker_program": "fit_it.py", "sagemaker_submit_directory": "s3://bucket/code.tar.gz"},
            Environment={"REGION": "eu"},
            InputDataConfig=[{"ChannelName": "§train", "DataSource": {"S3DataSource": {"S3Uri": "s3://bucket/train"}}}],
        )
        """
    document = """
        {"Version": "2020-12-01", "Steps": [{"Name": "Train", "Type": "Training", "Arguments": {
        "AlgorithmSpecification": {"TrainingImage": "image", "TrainingInputMode": "File"},
        "HyperParameters": {"sagemaker_program": "fit_it.py", "sagemaker_submit_directory": "s3://bucket/code.tar.gz"},
        "Environment": {"REGION": "train"},
        "InputDataConfig": [{"ChannelName": "train", "DataSource": {"S3DataSource": {"S3Uri": "s3://bucket/train"}}}]}}]}
        """
    script = """
        import os

        print(os.environ["REGION"], os.listdir("/opt/ml/input/data/train"))
        """
    files = {"launch.py": boto3, "pipeline.json": document, "fit_it.py": script}
    project = Project(tmp_path, files)
    changed = {
        "launch.py": boto3.replace("§", "").replace('"ChannelName": "train"', '"ChannelName": "rows"'),
        "pipeline.json": document.replace('"ChannelName": "train"', '"ChannelName": "rows"'),
        "fit_it.py": script.replace("data/train", "data/rows"),
    }
    project.expect("rows", changed)
    variable = {**files, "launch.py": boto3.replace("§", ""), "fit_it.py": at(script, "REGION")}
    changed = {
        "launch.py": boto3.replace("§", "").replace("REGION", "PLACE"),
        "pipeline.json": document.replace("REGION", "PLACE"),
        "fit_it.py": script.replace("REGION", "PLACE"),
    }
    Project(tmp_path / "other", variable).expect("PLACE", changed)


def test_all_scripts_of_one_contract(tmp_path: Path) -> None:
    contract = TRAINING.replace('"train.py"', '["train.py", "other.py"]')
    other = SCRIPT.replace("TRAIN", "TRAIN")
    files = {"pyproject.toml": at(contract, "train ="), "train.py": SCRIPT, "other.py": other}
    changed = {"pyproject.toml": channel(contract), "train.py": channel(SCRIPT), "other.py": channel(other)}
    Project(tmp_path, files).expect("rows", changed)


def test_files_that_are_not_open_and_line_endings(tmp_path: Path) -> None:
    files = {"pyproject.toml": TRAINING.replace("\n", "\r\n"), "train.py": at(SCRIPT, "TRAIN"), "launch.py": V2}
    project = Project(tmp_path, files, saved=("pyproject.toml", "launch.py"))
    found = project.renamed("rows")
    assert found["pyproject.toml"] == channel(project.texts["pyproject.toml"])
    assert set(found) == {"pyproject.toml", "train.py", "launch.py"}


@pytest.mark.parametrize(
    ("name", "piece", "count"),
    [
        ("pyproject.toml", "clean =", 1),
        ("steps.py", 'clean", path', 1),
        ("steps.py", 'clean", source', 1),
        ("steps.py", 'clean"].S3Output', 1),
        ("other.py", 'clean"]', 1),
    ],
)
def test_an_output_everywhere(tmp_path: Path, name: str, piece: str, count: int) -> None:
    other = """
        from sagemaker.inputs import TrainingInput
        from sagemaker.workflow.steps import TrainingStep

        from steps import estimator, prep

        step = TrainingStep(
            name="Train",
            estimator=estimator,
            inputs={"clean": TrainingInput(prep.properties.ProcessingOutputConfig.Outputs["clean"].S3Output.S3Uri)},
        )
        """
    files = {"pyproject.toml": PROCESSING, "prep.py": PREP, "steps.py": STEPS, "other.py": other}
    changed = {
        "pyproject.toml": PROCESSING.replace("clean =", "rows ="),
        "steps.py": STEPS.replace('output_name="clean"', 'output_name="rows"').replace('["clean"]', '["rows"]'),
        "other.py": other.replace('["clean"]', '["rows"]'),
    }
    Project(tmp_path, {**files, name: at(files[name], piece, count)}).expect("rows", changed)


def test_an_input_and_the_look_ups_of_its_name(tmp_path: Path) -> None:
    script = """
        import pandas as pd

        INPUTS = {"raw": "/opt/ml/processing/input/raw"}


        def main(inputs):
            pd.read_csv(inputs["raw"] + "/raw.csv")["raw"].to_csv("/opt/ml/processing/output/clean/a.csv")


        if __name__ == "__main__":
            main(INPUTS)
        """
    files = {"pyproject.toml": at(PROCESSING, "raw ="), "prep.py": script, "steps.py": STEPS}
    changed = {
        "pyproject.toml": PROCESSING.replace("raw =", "rows ="),
        "prep.py": script.replace('{"raw"', '{"rows"').replace('inputs["raw"]', 'inputs["rows"]'),
        "steps.py": STEPS.replace('input_name="raw"', 'input_name="rows"'),
    }
    Project(tmp_path, files).expect("rows", changed)
