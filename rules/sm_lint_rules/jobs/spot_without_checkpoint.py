"""SMJ512: spot training that starts from scratch after each interruption."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule, Severity
from sm_lint.rules.jobs import absent, find, flag, number

SHORT = (
    3600  # seconds; the maximum wait of spot jobs whose algorithm keeps no checkpoints (managed spot training guide)
)


class SpotWithoutCheckpoint(JobRule):
    """A training job runs on spot instances without checkpoints.

    ## What it does

    Reports a training job with `use_spot_instances=True` that has no `checkpoint_s3_uri`. One whose `max_run` is an hour or
    less is not reported: it has little to lose, and an hour is what SageMaker grants algorithms that keep no checkpoints. Jobs of built-in algorithms,
    whose image comes from `image_uris.retrieve`, are not reported, since not all of them can keep checkpoints; nor are those of
    a `TensorFlow` estimator, whose scripts may keep them in `model_dir`.

    ## Why is this bad?

    A spot instance may be reclaimed at any time. Without checkpoints in S3 the job then restarts from scratch, and what was
    trained so far is lost.

    ## Example

    ```python
    from sagemaker.estimator import Estimator

    estimator = Estimator(
        "image", "role", 1, "ml.m5.xlarge", use_spot_instances=True, max_run=36000, max_wait=72000
    )
    estimator.fit({"train": "s3://data/train"})
    ```

    ## Use instead

    ```python
    from sagemaker.estimator import Estimator

    estimator = Estimator(
        "image", "role", 1, "ml.m5.xlarge", use_spot_instances=True, max_run=36000, max_wait=72000,
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
        longest = number(find(job, "maximum run time"))
        if longest is not None and longest <= SHORT:
            return
        image = find(job, "image")
        built_in = job.script is None and image is not None and image.type != "str"
        keeps_its_own = job.class_name == "TensorFlow"  # its scripts write checkpoints to `model_dir`, which is in S3
        if not built_in and not keeps_its_own and absent(find(job, "checkpoints")):
            self.report(
                spot.place,
                "spot training without checkpoints restarts from scratch when its instance is reclaimed; "
                "set checkpoint_s3_uri",
                once=spot.place,
            )
