"""SMJ523: a container path where S3 belongs, or the reverse."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule, Mount
from sm_lint.rules.jobs import literal
from sm_lint.rules.platform import is_container_path


class SwappedSourceDestination(JobRule):
    """A container path is given where an S3 URI belongs, or the reverse.

    ## What it does

    Reports an input that is mounted at an S3 URI, an output that is collected from one, an input that comes from a
    container path and an output that goes to one.

    ## Why is this bad?

    The source of an input is in S3 and its destination in the container; for an output it is the other way round. The SDK
    rejects some of these. For an output whose destination is no S3 URI it silently takes a place of its own making, so that
    the data is not where anybody looks for it.

    ## Example

    ```python
    from sagemaker.processing import ProcessingOutput
    from sagemaker.sklearn.processing import SKLearnProcessor

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge")
    processor.run(
        code="s3://code/prepare.py",
        outputs=[ProcessingOutput(source="/opt/ml/processing/train", destination="/opt/ml/processing/output")],
    )
    ```

    ## Use instead

    ```python
    from sagemaker.processing import ProcessingOutput
    from sagemaker.sklearn.processing import SKLearnProcessor

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge")
    processor.run(
        code="s3://code/prepare.py",
        outputs=[ProcessingOutput(source="/opt/ml/processing/train", destination="s3://data/train")],
    )
    ```

    ## References

    - [Processing inputs and outputs](https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html)
    """

    code = "SMJ523"
    name = "swapped-source-destination"

    def check_job(self, job: Job) -> None:
        """Look at both ends of each input and output."""
        for mount in job.mounts:
            self._check(mount, job.kind == "processing")

    def _check(self, mount: Mount, is_processing: bool) -> None:
        local, remote = literal(mount.local), literal(mount.remote)
        if is_processing and mount.local is not None and local is not None and local.startswith("s3://"):
            self.report(
                mount.local.place,
                f"`{local}` is not a container path, but the {_end(mount, local=True)} of an {mount.direction} must be one",
            )
        if mount.remote is not None and remote is not None and is_container_path(remote):
            self.report(
                mount.remote.place,
                f"`{remote}` is a container path: the {_end(mount, local=False)} of an {mount.direction} is in S3",
            )


def _end(mount: Mount, *, local: bool) -> str:
    return "destination" if (mount.direction == "input") is local else "source"
