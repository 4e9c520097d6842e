"""SMJ642: an image that SageMaker cannot pull."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule, Setting
from sm_lint.rules.jobs import absent, find
from sm_lint.rules.platform import foreign_registry

_CONFIGURES = ("training_image_config", "TrainingImageConfig", "image_config", "ImageConfig", "container_registry_id")


class ImageOutsideEcr(JobRule):
    """The image of a job is in a registry that SageMaker does not pull from.

    ## What it does

    Reports a training or processing job on instances of AWS whose image is one of Docker Hub, `public.ecr.aws`, `ghcr.io` or
    another public registry. Jobs in local mode, and those that are given a configuration of their registry, are left alone.

    ## Why is this bad?

    `ValidationException: Invalid image URI python:3.11. Please provide a valid Amazon Elastic Container Registry path of the Docker
    image to run.` Images have to be in a private repository of Amazon ECR, those of public registries included.

    ## Example

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor(
        role="sagemaker", image_uri="python:3.11", command=["python3"], instance_count=1, instance_type="ml.m5.large"
    )
    processor.run(code="prepare.py")
    ```

    ```python title="prepare.py"
    print("preparing")
    ```

    ## Use instead

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor(
        role="sagemaker",
        image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/python:3.11",
        command=["python3"],
        instance_count=1,
        instance_type="ml.m5.large",
    )
    processor.run(code="prepare.py")
    ```

    ```python title="prepare.py"
    print("preparing")
    ```

    ## Known limits

    No such image was found in 245 public repositories. The rule is on by default, since the registry is in the name of the image, and
    only names and instance types that are written out are looked at.

    ## References

    - [Public thread: public.ecr.aws](https://github.com/aws/sagemaker-python-sdk/issues/2605)
    - [Public thread: an image that is not in ECR](https://github.com/kubeflow/pipelines/issues/3728)
    - [Private registries, for training](https://docs.aws.amazon.com/sagemaker/latest/dg/docker-containers-adapt-your-own-private-registry.html)
    """

    code = "SMJ642"
    name = "image-outside-ecr"

    def check_job(self, job: Job) -> None:
        """Look at the image of a job."""
        image, instance = find(job, "image"), find(job, "instance type")
        if job.kind not in ("training", "processing") or image is None or image.known != "literal" or image.assumed:
            return
        registry = foreign_registry(image.text or "") if image.type == "str" else None
        if (
            registry is None
            or not _is_in_the_cloud(instance)
            or any(not absent(job.setting(name)) for name in _CONFIGURES)
        ):
            return
        specification = job.setting("AlgorithmSpecification")
        if specification is not None and "TrainingImageConfig" in specification.keys:
            return
        self.report(
            image.place,
            f"`{image.text}` is an image of {registry}, which SageMaker does not pull; push it to a private repository of Amazon ECR",
            once=image.place,
        )


def _is_in_the_cloud(instance: Setting | None) -> bool:
    """Whether a job certainly runs on instances of AWS."""
    return instance is not None and (instance.text or "").startswith("ml.")
