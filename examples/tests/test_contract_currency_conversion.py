# Written by `sm-lint contract test` from contract `currency_conversion` (pyproject.toml:52:25).
# Checksum 0c95f2e269a30c0c: sm-lint replaces this file unless it was changed by more than a formatter.
"""Tries out what contract `currency_conversion` says of dockers/currency_conversion.py.

The files of the inputs are guessed from what the script reads. If there is a folder SAMPLES / NAME_OF_THE_INPUT, its files are
used; stand-ins for modules that are not installed belong in contract_samples/modules.
"""

from pathlib import Path

import pytest

from sm_lint.pytest_container import Container, Run, rows

HERE = Path(__file__).resolve().parent
SAMPLES = HERE / "contract_samples" / "currency_conversion"
SCRIPT = HERE / "../dockers/currency_conversion.py"
SOURCE_DIR = None
ARGUMENTS = ["--job_type", "training", "--mode", "per_split"]
INPUTS = {
    "data_input": {
        "sample/sample_processed_data.csv": rows(
            40,
            {
                "currency_code": ["c0", "c1", "c2"],
                "amount": [0.5, 9.25, 4.25, 13.0, 8.0, 3.0, 11.75],
                "price": [0.5, 9.25, 4.25, 13.0, 8.0, 3.0, 11.75],
            },
        ),
    },
}


@pytest.fixture
def job(container: Container) -> Container:
    """The container of currency_conversion before the script starts."""
    container.job = "processing"
    container.add_modules(HERE / "contract_samples" / "modules")
    container.environment |= {
        "CURRENCY_CODE_FIELD": "currency_code",
        "CURRENCY_CONVERSION_VARS": '["amount"]',
        "CURRENCY_CONVERSION_DICT": "{}",
    }
    container.variables |= {
        "CURRENCY_CODE_FIELD": True,
        "CURRENCY_CONVERSION_VARS": True,
        "CURRENCY_CONVERSION_DICT": True,
        "DEFAULT_CURRENCY": False,
        "N_WORKERS": False,
    }
    container.add_input(
        "/opt/ml/processing/input/data",
        INPUTS["data_input"],
        name="data_input",
        samples=SAMPLES / "data_input",
    )
    container.add_output("/opt/ml/processing/output", name="converted_data")
    return container


def run(job: Container) -> Run:
    return job.run(SCRIPT, *ARGUMENTS, source_dir=SOURCE_DIR)


def test_contract(job: Container) -> None:
    """It does what the contract says, and touches nothing else."""
    run(job).check()


@pytest.mark.parametrize("name", ["data_input"])
def test_empty_input(job: Container, name: str) -> None:
    """It may refuse to work without data, but ends by itself."""
    job.empty(name)
    run(job).check(may_fail=True, ignore=["SMC005", "SMC006"])


@pytest.mark.parametrize("name", ["data_input"])
def test_more_files_than_expected(job: Container, name: str) -> None:
    """A job before it may have written several files."""
    job.double(name)
    run(job).check(may_fail=True)


@pytest.mark.parametrize("name", ["data_input"])
def test_folder_in_the_place_of_a_file(job: Container, name: str) -> None:
    """What a job before it uploads from an output that is named like a file is a folder."""
    job.block(*job.files_of(name))
    run(job).check(may_fail=True, ignore=["SMC005", "SMC006"])


@pytest.mark.parametrize("name", ["CURRENCY_CODE_FIELD", "CURRENCY_CONVERSION_VARS", "CURRENCY_CONVERSION_DICT"])
def test_missing_variable(job: Container, name: str) -> None:
    """Without a variable that the contract requires, it refuses to work or uses a default."""
    del job.environment[name]
    run(job).check(may_fail=True)


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
