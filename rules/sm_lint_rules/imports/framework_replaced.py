"""SMI624: requirements that replace the framework of the image."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule, Severity
from sm_lint.rules.images import judge_requirements, requirements_place


class FrameworkReplaced(JobRule):
    """The requirements of a job replace the framework that its image is built around.

    ## What it does

    Compares the `requirements.txt` in the source directory of a job of SDK v2, and the `requirements` of one of v3, with the version of PyTorch, TensorFlow, scikit-learn
    or XGBoost that the image of the job has; `sm-lint image` shows what is known of images. Reports a requirement that this version
    does not meet.

    ## Why is this bad?

    pip downloads another build of the framework, in place of the one that AWS built for the instances, for CUDA and for training on
    several machines. That takes minutes in each run, and what the image has beside it, compiled against the other version, may fail.
    Mostly the requirement is left from a time before `framework_version` was changed.

    ## Example

    ```python title="launch.py"
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py", source_dir="source", framework_version="1.13.1", py_version="py39", role="SageMakerRole",
        instance_count=1, instance_type="ml.g5.xlarge",
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ```text title="source/requirements.txt"
    torch==1.12.0
    ```

    ```python title="source/train.py"
    import torch

    print(torch.__version__)
    ```

    ## Use instead

    ```python title="launch.py"
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py", source_dir="source", framework_version="1.13.1", py_version="py39", role="SageMakerRole",
        instance_count=1, instance_type="ml.g5.xlarge",
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ```text title="source/requirements.txt"
    torchmetrics==0.11.4
    ```

    ```python title="source/train.py"
    import torch

    print(torch.__version__)
    ```

    ## References

    - [Using third-party libraries](https://sagemaker.readthedocs.io/en/stable/frameworks/pytorch/using_pytorch.html#using-third-party-libraries)
    - [AWS Deep Learning Containers](https://github.com/aws/deep-learning-containers)
    """

    code = "SMI624"
    name = "framework-replaced"
    severity = Severity.WARNING
    preview = True

    def check_job(self, job: Job) -> None:
        """Look at what a job installs; what several jobs install is reported once."""
        by = "`framework_version`" if job.dialect == "v2" else "its version"
        for found in judge_requirements(self.context, job).replaced:
            self.report(
                requirements_place(job),
                f"`{found.text}` replaces {found.name} {found.version} of the image {found.image}, which is built around it; leave it "
                f"out, or choose the image by {by}",
                notes=[("required at", found.place)],
                once=found.place,
            )
