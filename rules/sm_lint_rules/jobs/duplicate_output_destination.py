"""SMJ520: two outputs of one job that go to the same place in S3."""

from __future__ import annotations

from collections.abc import Sequence

from sm_lint.rules import Job, JobRule, Mount, Severity
from sm_lint.rules.jobs import absent, of_direction, shape

_SPLITS = (("train",), ("test",), ("valid", "val_", "_val", "`val`", "eval"))


class DuplicateOutputDestination(JobRule):
    """Two outputs of one job go to the same place in S3.

    ## What it does

    Reports outputs of a processing job whose destinations are the same URI, or the same expression: an error where that is
    named after one of them, which is a slip, and a warning otherwise.

    ## Why is this bad?

    The files of both outputs end up under one prefix, and a job that reads one of them reads the other as well: the training
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

    ## Known limits

    Silent where a job of the same definition has the shared place as its input, and the outputs are not named after different splits
    of a dataset: their files are meant to be together.

    ## References

    - [ProcessingS3Output](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProcessingS3Output.html)
    """

    code = "SMJ520"
    name = "duplicate-output-destination"

    def check_job(self, job: Job) -> None:
        """Compare the destinations of the outputs."""
        if job.kind != "processing":
            return
        shared: dict[object, list[Mount]] = {}
        for output in of_direction(job.mounts, "output"):
            destination = _destination(output)
            if destination is None or output.remote is None:
                continue
            outputs = shared.setdefault(destination, [])
            if all(each.place != output.place and _local(each) != _local(output) for each in outputs):
                outputs.append(output)
        for destination, outputs in shared.items():
            if len(outputs) > 1 and not (_of_one_split(outputs) and self._is_read_whole(destination)):
                self._report(outputs)

    def _is_read_whole(self, destination: object) -> bool:
        """Whether a job of the definition has the shared place itself as an input: its files are to be together there."""
        inputs = (mount for job in self.context.jobs for mount in of_direction(job.mounts, "input"))
        return any(_destination(mount) == destination for mount in inputs)

    def _report(self, outputs: Sequence[Mount]) -> None:
        """Report all outputs of one destination, at the second of them."""
        first, second, *_ = [output.remote for output in outputs if output.remote is not None]
        names = [_called(output) for output in outputs]
        last = (second.text or "").rstrip("/").rpartition("/")[2]
        self.report(
            second.place,
            f"outputs {', '.join(names[:-1])} and {names[-1]} share their destination: their files mix",
            # Several outputs of one folder may be meant; that of another output is a slip.
            severity=Severity.ERROR if f"`{last}`" in names else Severity.WARNING,
            notes=[("the other goes there at", first.place)],
        )


def _destination(output: Mount) -> object:
    """What two outputs must share to go to the same place: the whole URI, or else the expression."""
    remote = output.remote
    if remote is None or absent(remote):
        return None
    if remote.known == "literal":
        return remote.text.rstrip("/") if remote.text and remote.text.startswith("s3://") else None
    return shape(remote)


def _of_one_split(outputs: Sequence[Mount]) -> bool:
    """Whether no two of the outputs are splits of a dataset that must be kept apart, such as training and test."""
    names = " ".join(_called(output).lower() for output in outputs)
    return sum(any(word in names for word in words) for words in _SPLITS) < 2


def _local(output: Mount) -> str | None:
    return output.local.text if output.local is not None else None


def _called(output: Mount) -> str:
    named = output.name if output.name is not None and output.name.text else output.local
    return f"`{named.text}`" if named is not None and named.text else "one"
