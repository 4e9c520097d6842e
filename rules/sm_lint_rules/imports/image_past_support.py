"""SMI670: an image that AWS does not patch any more."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule, Severity
from sm_lint.rules.images import Unsupported, unsupported_image, version_setting


class ImagePastSupport(JobRule):
    """A job runs an image of SageMaker's own that gets no security patches any more.

    ## What it does

    Compares the image of a job, by its class and `framework_version`, by `image_uris.retrieve`, or by its URI, with the support policy
    of the AWS Deep Learning Containers, as it was on the day that the message names. Reports an image whose patches had ended on that
    day, and one that is older than all that the policy has for its repository.

    ## Why is this bad?

    The image stays where it is, and jobs run. But vulnerabilities that are found in its packages from then on are not patched, and scanners of an
    organisation report it.

    ## Example

    ```python
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py", framework_version="2.6", py_version="py312", role="SageMakerRole",
        instance_count=1, instance_type="ml.g5.xlarge",
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ## Use instead

    ```python
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py", framework_version="2.10", py_version="py313", role="SageMakerRole",
        instance_count=1, instance_type="ml.g5.xlarge",
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ## Known limits

    What ended after the day of the policy is not reported, so that a run gives the same result on every day. Images of Hugging Face have
    no dates in the policy, and are left alone.

    ## References

    - [Framework support policy](https://aws.github.io/deep-learning-containers/reference/support_policy/)
    - [Its data](https://github.com/aws/deep-learning-containers/tree/main/docs/src/data)
    - [Public thread: vulnerabilities in an older image](https://github.com/aws/deep-learning-containers/issues/2068)
    """

    code = "SMI670"
    name = "image-past-support"
    severity = Severity.INFO
    preview = True

    def check_job(self, job: Job) -> None:
        """Look at the image of a job; each place that names one is reported once."""
        found = unsupported_image(job)
        if found is not None:
            given = version_setting(job)
            place = given.place if given is not None else job.place
            self.report(place, _message(found), once=place)


def _message(found: Unsupported) -> str:
    end = f"since {found.ended}" if found.ended else "any more"
    instead = f"; AWS patches {found.oldest} and later" if found.oldest else "; AWS patches no image of this repository"
    return f"the image {found.image} gets no security patches {end}{instead}, as of {found.day}"
