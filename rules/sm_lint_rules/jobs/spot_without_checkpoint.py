"""SMJ512: spot training that starts from scratch after each interruption."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule, Severity
from sm_lint.rules.jobs import absent, find, flag, number
from sm_lint.rules.platform import checkpointing_frameworks

SHORT = (
    3600  # seconds; the maximum wait of spot jobs whose algorithm keeps no checkpoints (managed spot training guide)
)


class SpotWithoutCheckpoint(JobRule):
    """A training job runs on spot instances without checkpoints.

    ## What it does

    Reports a training job of PyTorch, Hugging Face or MXNet with `use_spot_instances=True` that has no `checkpoint_s3_uri`. The framework is
    known by the class of the estimator, or by its name in the image.

    One whose `max_run` is an hour or less is not reported: it has little to lose, and an hour is what SageMaker grants algorithms that keep
    no checkpoints. Nor are jobs of other frameworks and images: many of them, such as scikit-learn, have nothing to go on from.

    ## Why is this bad?

    A spot instance may be reclaimed at any time. Without checkpoints in S3 the job then restarts from scratch, and what was
    trained so far is lost.

    ## Example

    ```python
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="s3://code/train.py", role="role", framework_version="2.1", py_version="py310", instance_count=1,
        instance_type="ml.g5.xlarge", use_spot_instances=True, max_run=36000, max_wait=72000,
    )
    estimator.fit({"train": "s3://data/train"})
    ```

    ## Use instead

    ```python
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="s3://code/train.py", role="role", framework_version="2.1", py_version="py310", instance_count=1,
        instance_type="ml.g5.xlarge", use_spot_instances=True, max_run=36000, max_wait=72000,
        checkpoint_s3_uri="s3://data/checkpoints",
    )
    estimator.fit({"train": "s3://data/train"})
    ```

    ## References

    - [Managed spot training](https://docs.aws.amazon.com/sagemaker/latest/dg/model-managed-spot-training.html)
    """

    code = "SMJ512"
    name = "spot-without-checkpoint"
    severity = Severity.WARNING

    def check_job(self, job: Job) -> None:
        """Look at the arguments of a training job; an estimator that is fitted twice is reported once."""
        spot = find(job, "spot")
        if job.kind != "training" or spot is None or flag(spot) is not True or job.open_settings:
            return
        if job.function is not None:
            return  # it is given its checkpoints as an argument, a `CheckpointLocation`
        longest = number(find(job, "maximum run time"))
        if longest is not None and longest <= SHORT:
            return
        if _goes_on(job) and absent(find(job, "checkpoints")):
            self.report(
                spot.place,
                "spot training without checkpoints restarts from scratch when its instance is reclaimed; "
                "set checkpoint_s3_uri",
                once=spot.place,
            )


def _goes_on(job: Job) -> bool:
    """Whether a job trains with a framework that can go on from a checkpoint, by its class or by the name in its image."""
    image = find(job, "image")
    written = f"{image.text or ''} {image.source}".lower() if image is not None else ""
    return any(job.class_name in each.classes or each.name in written for each in checkpointing_frameworks())
