"""SMP101: a processing input or output outside the processing root."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule, Mount, Severity
from sm_lint.rules.contracts import is_under
from sm_lint.rules.jobs import flag, literal
from sm_lint.rules.platform import root


class ProcessingPathOutsideRoot(JobRule):
    """A processing job mounts a path outside `/opt/ml/processing`.

    ## What it does

    Reports the container path of a processing job's input or output that does not lie below `/opt/ml/processing/`. For an
    input or output that the application manages itself it is a warning. Local mode is not judged.

    ## Why is this bad?

    `LocalPath` must begin with `/opt/ml/processing/`; the service rejects the job.

    ## Example

    ```python
    from sagemaker.processing import ProcessingInput
    from sagemaker.sklearn.processing import SKLearnProcessor

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge")
    processor.run(
        code="s3://code/prepare.py",
        inputs=[ProcessingInput(source="s3://data/raw", destination="/opt/ml/input/data/raw")],
    )
    ```

    ## Use instead

    ```python
    from sagemaker.processing import ProcessingInput
    from sagemaker.sklearn.processing import SKLearnProcessor

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge")
    processor.run(
        code="s3://code/prepare.py",
        inputs=[ProcessingInput(source="s3://data/raw", destination="/opt/ml/processing/input/raw")],
    )
    ```

    ## References

    - [Processing inputs and outputs](https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html)
    """

    code = "SMP101"
    name = "processing-path-outside-root"

    def check_job(self, job: Job) -> None:
        """Look at the container paths of a processing job."""
        instance = literal(job.setting("instance_type")) or ""
        if job.kind != "processing" or instance.startswith("local"):
            return
        for mount in job.mounts:
            path = literal(mount.local)
            if mount.local is None or path is None or "://" in path or path.startswith("opt/ml"):
                continue
            if not is_under(path, root("processing")):
                self.report(
                    mount.local.place,
                    f"`{path}` must be under {root('processing')}/",
                    severity=Severity.WARNING if _is_managed(mount) else Severity.ERROR,
                )


def _is_managed(mount: Mount) -> bool:
    settings = dict(mount.settings)
    return flag(settings.get("app_managed") or settings.get("AppManaged")) is True
