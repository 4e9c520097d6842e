"""Jobs as `sm-lint inspect` tells of them."""

from __future__ import annotations

from sm_lint.inspection.job_records import job_records
from tests.jobs.making import define

STEP = """\
from sagemaker.processing import ProcessingInput, ProcessingOutput, ScriptProcessor
processor = ScriptProcessor("role", "image", ["python3"])
def prepare(mode, name="raw"):
    processor.run(
        code="prepare.py",
        inputs=[
            ProcessingInput(source="s3://a", destination="/opt/ml/processing/a"),
            ProcessingInput(source="s3://b", destination="/opt/ml/processing/b", input_name=name),
        ],
        outputs=[ProcessingOutput(source="/opt/ml/processing/c")],
        job_name=mode,
    )
"""


def test_mounts_without_a_name_are_counted_as_the_sdk_does() -> None:
    (record,) = job_records(define(STEP + 'prepare("a")\n').jobs, "/project")
    assert record["inputs"] == [
        {"name": "input-1", "path": "/opt/ml/processing/a"},
        {"name": "raw", "path": "/opt/ml/processing/b"},
    ]
    assert record["outputs"] == [{"name": "output-1", "path": "/opt/ml/processing/c"}]
    assert record["reached"]


def test_jobs_that_differ_in_nothing_that_is_told_are_one() -> None:
    jobs = define(STEP + 'prepare("a")\nprepare("b")\nprepare("b", name="other")\n').jobs
    assert len(jobs) == 3
    names = [[mount["name"] for mount in record["inputs"]] for record in job_records(jobs, "/project")]
    assert names == [["input-1", "raw"], ["input-1", "other"]]


def test_a_job_that_nothing_launches_is_told_to_be_so() -> None:
    (record,) = job_records(define(STEP).jobs, "/project")
    assert not record["reached"]
