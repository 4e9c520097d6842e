"""SMJ513: the waiting time of a training job does not go with its spot instances."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule
from sm_lint.rules.jobs import absent, find, flag, literal, number

_DEFAULT_RUN = 24 * 3600
"""`max_run` of an estimator of SDK v2 where none is given."""
_REQUESTS = frozenset({"boto3", "json", "asl"})
"""Dialects with the names of the service's own API."""


class InvalidSpotWait(JobRule):
    """The waiting time of a training job does not go with its spot instances.

    ## What it does

    Reports `max_wait` without spot instances, spot instances without `max_wait`, and a `max_wait` that is shorter than
    `max_run`, which is a day where it is not given.

    ## Why is this bad?

    The service rejects the job: `Invalid MaxWaitTimeInSeconds. It is only supported when EnableManagedSpotTraining is set
    to true`, or `must be present and be greater than or equal to MaxRuntimeInSeconds`.

    ## Example

    ```python
    from sagemaker.estimator import Estimator

    estimator = Estimator(
        "image", "role", 1, "ml.m5.xlarge", use_spot_instances=True, max_run=7200, max_wait=3600,
        checkpoint_s3_uri="s3://data/checkpoints",
    )
    estimator.fit({"train": "s3://data/train"})
    ```

    ## Use instead

    ```python
    from sagemaker.estimator import Estimator

    estimator = Estimator(
        "image", "role", 1, "ml.m5.xlarge", use_spot_instances=True, max_run=3600, max_wait=7200,
        checkpoint_s3_uri="s3://data/checkpoints",
    )
    estimator.fit({"train": "s3://data/train"})
    ```

    ## Known limits

    Silent where an argument of the command line or a variable of the environment says whether spot instances are used, and in local
    mode, which passes the limits over.

    ## References

    - [StoppingCondition](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StoppingCondition.html)
    """

    code = "SMJ513"
    name = "invalid-spot-wait"

    def check_job(self, job: Job) -> None:
        """Compare the three arguments; an estimator that is fitted twice is reported once."""
        if job.kind != "training" or job.open_settings:
            return
        spot, wait, run = (find(job, name) for name in ("spot", "maximum wait", "maximum run time"))
        place = wait.place if wait is not None else spot.place if spot is not None else None
        if place is None:
            return
        if (spot is not None and spot.assumed) or _is_local(job):
            return  # an argument or the environment decides; local mode passes the limits over
        wanted, longest = number(wait), number(run)
        if longest is None and run is None and (job.dialect == "v2" or job.function is not None):
            longest = _DEFAULT_RUN
        names = ("max_wait", "max_run")
        if job.function is not None:
            names = ("max_wait_time_in_seconds", "max_runtime_in_seconds")
        if wanted is not None and (spot is None or absent(spot) or flag(spot) is False):
            switch = "set EnableManagedSpotTraining" if job.dialect in _REQUESTS else "set use_spot_instances=True"
            longest_wait = "MaxWaitTimeInSeconds" if job.dialect in _REQUESTS else names[0]
            problem = f"{longest_wait} is only allowed with spot instances; {switch} or leave it out"
        elif flag(spot) is True and absent(wait):
            problem = f"spot training needs {names[0]}, at least as long as {names[1]}"
        elif flag(spot) is True and wanted is not None and longest is not None and wanted < longest:
            given = "" if run is not None else ", its default,"
            problem = f"{names[0]} of {wanted:g} s is shorter than {names[1]}{given} of {longest:g} s"
        else:
            return
        self.report(place, problem, once=place)


def _is_local(job: Job) -> bool:
    return (literal(find(job, "instance type")) or "").startswith("local")
