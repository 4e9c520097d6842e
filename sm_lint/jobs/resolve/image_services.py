"""The program that serves the model of a training job from the image that trained it.

An estimator that is deployed without another image or script starts its own image once more, with the word `serve`.

Source: https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html#your-algorithms-inference-code-run-image
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sm_lint.jobs.definition.build import JobBuilder, all_open
from sm_lint.jobs.definition.model import Job
from sm_lint.jobs.resolve.images import Bound, launched_by_image


def served_by_image(job: Job, bound: Bound) -> Iterator[Job]:
    """The scripts that serve what a job trains, each as a job of its first deployment.

    The contract of such a job is open: the variables and the request of the endpoint belong to the deployment.

    Args:
        job: of a training image that brings its own program.
        bound: its image.
    """
    if job.kind != "training" or job.script is not None or not bound.sure:
        return
    deployment = next((use for use in job.deployments if use.own_script), None)
    if deployment is None:
        return
    builder = JobBuilder.begin("inference", job.dialect, deployment.api, deployment.place, class_name=job.class_name)
    serving = builder.build()
    serving = replace(serving, contract=all_open(serving.contract), open_settings=True, reached=job.reached)
    trains = {other.script.path for other in launched_by_image(job, bound) if other.script is not None}
    for other in launched_by_image(serving, bound):
        # An entry point that takes no word runs the same program whatever it is started for.
        if other.script is not None and other.script.path not in trains:
            yield replace(other, script=replace(other.script, likely=True))
