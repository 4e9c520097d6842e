"""SMJ520: two outputs of one job that go to the same place in S3."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule, Mount
from sm_lint.rules.jobs import absent, of_direction, shape


class DuplicateOutputDestination(JobRule):
    """Two outputs of one job go to the same place in S3.

    ## What it does

    Reports outputs of a processing job whose destinations are the same URI, or the same expression.

    ## Why is this bad?

    The files of both outputs end up under one prefix, and whoever reads one of them reads the other as well: the training
    set then holds the test set.

    ## Example

    ```python
    from sagemaker.processing import ProcessingOutput
    from sagemaker.sklearn.processing import SKLearnProcessor

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge")
    processor.run(
        code="s3://code/prepare.py",
        outputs=[
            ProcessingOutput(output_name="train", source="/opt/ml/processing/train", destination="s3://data/out"),
            ProcessingOutput(output_name="test", source="/opt/ml/processing/test", destination="s3://data/out"),
        ],
    )
    ```

    ## Use instead

    ```python
    from sagemaker.processing import ProcessingOutput
    from sagemaker.sklearn.processing import SKLearnProcessor

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge")
    processor.run(
        code="s3://code/prepare.py",
        outputs=[
            ProcessingOutput(output_name="train", source="/opt/ml/processing/train", destination="s3://data/out/train"),
            ProcessingOutput(output_name="test", source="/opt/ml/processing/test", destination="s3://data/out/test"),
        ],
    )
    ```

    ## References

    - [ProcessingS3Output](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProcessingS3Output.html)
    """

    code = "SMJ520"
    name = "duplicate-output-destination"

    def check_job(self, job: Job) -> None:
        """Compare the destinations of the outputs."""
        if job.kind != "processing":
            return
        first: dict[object, Mount] = {}
        for output in of_direction(job.mounts, "output"):
            destination = _destination(output)
            if destination is None or output.remote is None:
                continue
            earlier = first.setdefault(destination, output)
            if earlier.place != output.place and _local(earlier) != _local(output):
                self.report(
                    output.remote.place,
                    f"outputs {_called(earlier)} and {_called(output)} share their destination: their files mix",
                    notes=[("the other goes there at", earlier.remote.place if earlier.remote else earlier.place)],
                )


def _destination(output: Mount) -> object:
    """What two outputs must share to go to the same place: the whole URI, or else the expression."""
    remote = output.remote
    if remote is None or absent(remote):
        return None
    if remote.known == "literal":
        return remote.text.rstrip("/") if remote.text and remote.text.startswith("s3://") else None
    return shape(remote)


def _local(output: Mount) -> str | None:
    return output.local.text if output.local is not None else None


def _called(output: Mount) -> str:
    named = output.name if output.name is not None and output.name.text else output.local
    return f"`{named.text}`" if named is not None and named.text else "one"
