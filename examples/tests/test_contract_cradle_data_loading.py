# Written by `sm-lint contract test` from contract `cradle_data_loading` (pyproject.toml:9:25).
# Checksum 4f3bfb9e891357ad: sm-lint replaces this file unless it was changed by more than a formatter.
"""Tries out what contract `cradle_data_loading` says of dockers/cradle_data_loading/scripts.py.

The files of the inputs are guessed from what the script reads. If there is a folder SAMPLES / NAME_OF_THE_INPUT, its files are
used; stand-ins for modules that are not installed belong in contract_samples/modules.
"""

from pathlib import Path

import pytest

from sm_lint.pytest_container import Container, Run

HERE = Path(__file__).resolve().parent
SAMPLES = HERE / "contract_samples" / "cradle_data_loading"
SCRIPT = HERE / "../dockers/cradle_data_loading/scripts.py"
SOURCE_DIR = None
ARGUMENTS = ["--start_date", "2024-01-01", "--end_date", "2024-01-01"]


@pytest.fixture
def job(container: Container) -> Container:
    """The container of cradle_data_loading before the script starts."""
    container.job = "processing"
    container.add_modules(HERE / "contract_samples" / "modules")
    container.variables |= {"OUTPUT_PATH": False}
    container.add_output("/opt/ml/processing/output/place_holder", name="DATA")
    container.add_output("/opt/ml/processing/output/metadata", name="METADATA")
    container.add_output("/opt/ml/processing/output/signature", name="SIGNATURE")
    return container


def run(job: Container) -> Run:
    return job.run(SCRIPT, *ARGUMENTS, source_dir=SOURCE_DIR)


def test_contract(job: Container) -> None:
    """It does what the contract says, and touches nothing else."""
    run(job).check()


def test_outputs_that_cannot_be_written(job: Container) -> None:
    """It does not end as if all were well."""
    job.read_only = [output.path for output in job.outputs]
    ended = run(job)
    ended.check(may_fail=True, ignore=["SMC006"])
    assert not ended.succeeded, ended.report()


def test_folder_where_a_file_is_written(job: Container) -> None:
    """It does not end as if all were well without having written anything."""
    first = run(job)
    job.block(*(path for path in first.made if any(path.startswith(output.path + "/") for output in job.outputs)))
    run(job).check(may_fail=True)
