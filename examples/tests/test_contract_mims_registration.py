# Written by `sm-lint contract test` from contract `mims_registration` (pyproject.toml:195:25).
# Checksum f0a4172cc5c1a0c1: sm-lint replaces this file unless it was changed by more than a formatter.
"""Tries out what contract `mims_registration` says of dockers/mims_registration.py.

The files of the inputs are guessed from what the script reads. If there is a folder SAMPLES / NAME_OF_THE_INPUT, its files are
used; stand-ins for modules that are not installed belong in contract_samples/modules.
"""

from pathlib import Path

import pytest

from sm_lint.pytest_container import Container, Run

HERE = Path(__file__).resolve().parent
SAMPLES = HERE / "contract_samples" / "mims_registration"
SCRIPT = HERE / "../dockers/mims_registration.py"
SOURCE_DIR = None
ARGUMENTS = []
INPUTS = {
    "PackagedModel": {"sample.tar.gz": {"sample.txt": "sample\n"}},
    "GeneratedPayloadSamples": {"sample.tar.gz": {"sample.txt": "sample\n"}},
}


@pytest.fixture
def job(container: Container) -> Container:
    """The container of mims_registration before the script starts."""
    container.job = "processing"
    container.add_modules(HERE / "contract_samples" / "modules")
    container.environment |= {"MODS_WORKFLOW_EXECUTION_ID": "mods_workflow_execution_id"}
    container.variables |= {"MODS_WORKFLOW_EXECUTION_ID": True, "PERFORMANCE_METADATA_PATH": False}
    container.add_input(
        "/opt/ml/processing/input/model",
        INPUTS["PackagedModel"],
        name="PackagedModel",
        samples=SAMPLES / "PackagedModel",
    )
    container.add_input(
        "/opt/ml/processing/mims_payload",
        INPUTS["GeneratedPayloadSamples"],
        name="GeneratedPayloadSamples",
        samples=SAMPLES / "GeneratedPayloadSamples",
    )
    return container


def run(job: Container) -> Run:
    return job.run(SCRIPT, *ARGUMENTS, source_dir=SOURCE_DIR)


def test_contract(job: Container) -> None:
    """It does what the contract says, and touches nothing else."""
    run(job).check()


@pytest.mark.parametrize("name", ["PackagedModel", "GeneratedPayloadSamples"])
def test_empty_input(job: Container, name: str) -> None:
    """It may refuse to work without data, but ends by itself."""
    job.empty(name)
    run(job).check(may_fail=True, ignore=["SMC005", "SMC006"])


@pytest.mark.parametrize("name", ["PackagedModel", "GeneratedPayloadSamples"])
def test_more_files_than_expected(job: Container, name: str) -> None:
    """A job before it may have written several files."""
    job.double(name)
    run(job).check(may_fail=True)


@pytest.mark.parametrize("name", ["PackagedModel", "GeneratedPayloadSamples"])
def test_folder_in_the_place_of_a_file(job: Container, name: str) -> None:
    """What a job before it uploads from an output that is named like a file is a folder."""
    job.block(*job.files_of(name))
    run(job).check(may_fail=True, ignore=["SMC005", "SMC006"])


@pytest.mark.parametrize("name", ["MODS_WORKFLOW_EXECUTION_ID"])
def test_missing_variable(job: Container, name: str) -> None:
    """Without a variable that the contract requires, it refuses to work or uses a default."""
    del job.environment[name]
    run(job).check(may_fail=True)
