"""Scripts that a job most likely runs: the only file of the name that its definition says."""

from __future__ import annotations

import json

import pytest

from sm_lint.jobs.definition.model import Job
from tests.jobs.making import Tree

ESTIMATOR = """
from sagemaker.sklearn import SKLearn

def folder():
    raise NotImplementedError

SKLearn({arguments}, role="role", instance_type="ml.m5.xlarge", framework_version="1.2-1").fit()
"""
PROCESSOR = """
from sagemaker.processing import ScriptProcessor

ScriptProcessor(image_uri="image", command=["python3"], role="role").run(code="{code}")
"""


def launched(tree: Tree, name: str) -> Job | None:
    jobs = tree.link().of(str(tree.folder / name))
    return jobs[0] if jobs else None


@pytest.mark.parametrize(
    "text",
    [
        ESTIMATOR.format(arguments='entry_point="fit_it.py", source_dir=staged(folder)'),
        ESTIMATOR.format(arguments='entry_point="fit_it.py", source_dir="/srv/builds/code"'),
        ESTIMATOR.format(arguments='entry_point="fit_it.py", source_dir="s3://bucket/code/sources.tar.gz"'),
        ESTIMATOR.format(
            arguments='entry_point="fit_it.py", source_dir="code", git_config={"repo": "https://host/owner/project.git"}'
        ),
        PROCESSOR.format(code="s3://bucket/8f3a/fit_it.py"),
    ],
)
def test_the_only_file_of_the_name_is_taken(tree: Tree, text: str) -> None:
    tree.write("code/fit_it.py", "x = 1\n")
    tree.write("jobs/launch.py", text)
    job = launched(tree, "code/fit_it.py")
    assert job is not None
    assert job.kind in ("training", "processing")
    contract = job.contract
    assert contract.delegates
    assert contract.open_inputs
    assert contract.open_outputs
    assert contract.open_arguments
    assert contract.open_environment
    assert job.open_settings
    assert not job.settings
    assert not job.class_name


def test_a_job_of_the_definition_itself_has_no_file(tree: Tree) -> None:
    tree.write("code/fit_it.py", "x = 1\n")
    tree.write("launch.py", PROCESSOR.format(code="s3://bucket/fit_it.py"))
    (job,) = tree.jobs("launch.py")
    assert job.script is not None
    assert job.script.path is None
    assert job.script.remote


def test_nothing_is_chosen_from_several(tree: Tree) -> None:
    tree.write("a/fit_it.py", "x = 1\n")
    tree.write("b/fit_it.py", "x = 1\n")
    tree.write("launch.py", PROCESSOR.format(code="s3://bucket/fit_it.py"))
    assert launched(tree, "a/fit_it.py") is None
    assert launched(tree, "b/fit_it.py") is None


def test_the_folders_of_the_name_choose(tree: Tree) -> None:
    tree.write("a/fit_it.py", "x = 1\n")
    tree.write("b/fit_it.py", "x = 1\n")
    tree.write("launch.py", PROCESSOR.format(code="s3://bucket/release/b/fit_it.py"))
    assert launched(tree, "a/fit_it.py") is None
    assert launched(tree, "b/fit_it.py") is not None


def test_the_nearest_folder_counts(tree: Tree) -> None:
    tree.write("one/code/fit_it.py", "x = 1\n")
    tree.write("two/code/fit_it.py", "x = 1\n")
    tree.write("two/jobs/launch.py", PROCESSOR.format(code="s3://bucket/fit_it.py"))
    assert launched(tree, "one/code/fit_it.py") is None
    assert launched(tree, "two/code/fit_it.py") is not None


@pytest.mark.parametrize("name", ["tests/fit_it.py", "node_modules/fit_it.py", ".hidden/fit_it.py"])
def test_files_of_tests_and_tools_are_no_scripts(tree: Tree, name: str) -> None:
    tree.write(name, "x = 1\n")
    tree.write("launch.py", PROCESSOR.format(code="s3://bucket/fit_it.py"))
    assert launched(tree, name) is None


def test_what_defines_jobs_is_no_script(tree: Tree) -> None:
    tree.write("code/fit_it.py", PROCESSOR.format(code="s3://bucket/other.py"))
    tree.write("launch.py", PROCESSOR.format(code="s3://bucket/fit_it.py"))
    assert launched(tree, "code/fit_it.py") is None


def test_a_file_of_another_repository_is_named_with_its_folder(tree: Tree) -> None:
    tree.write("other/fit_it.py", "x = 1\n")
    given = 'entry_point="fit_it.py", source_dir="code", git_config={"repo": "https://host/owner/project.git"}'
    tree.write("launch.py", ESTIMATOR.format(arguments=given))
    assert launched(tree, "other/fit_it.py") is None


def test_a_document_names_the_script_below_a_folder_that_is_made_for_each_upload(tree: Tree) -> None:
    folder = "/opt/ml/processing/input/code"
    request = {
        "AppSpecification": {"ImageUri": "image", "ContainerEntrypoint": ["python3", f"{folder}/fit_it.py"]},
        "ProcessingInputs": [
            {"InputName": "code", "S3Input": {"S3Uri": "s3://bucket/run/8f3a/fit_it.py", "LocalPath": folder}}
        ],
    }
    step = {"Name": "Prepare", "Type": "Processing", "Arguments": request}
    tree.write("pipeline.json", json.dumps({"Version": "2020-12-01", "Steps": [step]}))
    tree.write("code/fit_it.py", "x = 1\n")
    job = launched(tree, "code/fit_it.py")
    assert job is not None
    assert job.step == "Prepare"


def test_a_document_names_the_program_of_an_archive(tree: Tree) -> None:
    request = {
        "AlgorithmSpecification": {"TrainingImage": "image"},
        "HyperParameters": {
            "sagemaker_program": '"fit_it.py"',
            "sagemaker_submit_directory": '"s3://b/x/sourcedir.tar.gz"',
        },
    }
    task = {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync", "Parameters": request}
    tree.write("machine.json", json.dumps({"StartAt": "Fit", "States": {"Fit": task}}))
    tree.write("code/fit_it.py", "x = 1\n")
    job = launched(tree, "code/fit_it.py")
    assert job is not None
    assert job.kind == "training"
