"""SMJ539: torch_distributed without a GPU instance type that is known."""

from __future__ import annotations

import re

from sm_lint.rules import Definitions, JobRule
from sm_lint.rules.jobs import absent, calls_of, flag, literal

_FIT = re.compile(r"ml[._](p|g|trn)[\w.-]*|local_gpu")


class TorchDistributedInstance(JobRule):
    """`torch_distributed` is enabled, and the instance type is a pipeline variable or has no accelerator.

    ## What it does

    Checks `PyTorch` estimators whose `distribution` enables `torch_distributed` and that have no `image_uri`.

    ## Why is this bad?

    The SDK checks the instance type when the estimator is made:
    `Currently torch_distributed is supported only for GPU and Trainium instances`. A pipeline variable has no value then.

    ## Example

    ```python
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        "s3://code/train.py", role="role", instance_count=2, instance_type="ml.m5.xlarge",
        framework_version="2.1", py_version="py310", distribution={"torch_distributed": {"enabled": True}},
    )
    ```

    ## Use instead

    ```python
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        "s3://code/train.py", role="role", instance_count=2, instance_type="ml.g5.2xlarge",
        framework_version="2.1", py_version="py310", distribution={"torch_distributed": {"enabled": True}},
    )
    ```

    ## References

    - [Public thread: torch_distributed with a pipeline parameter](https://github.com/aws/sagemaker-python-sdk/issues/5515)
    - [sagemaker 2.257.7, fw_utils.py](https://pypi.org/project/sagemaker/2.257.7/)
    """

    code = "SMJ539"
    name = "torch-distributed-instance"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the instance types of PyTorch estimators."""
        for known in calls_of(definitions):
            if "PyTorch" not in known.names or known.call.name not in known.names:
                continue
            distribution = known.given.get("distribution")
            launcher = distribution.get("torch_distributed") if distribution is not None else None
            instance = known.given.get("instance_type")
            if launcher is None or instance is None or flag(launcher.get("enabled")) is not True:
                continue
            if known.call.open or not absent(known.given.get("image_uri")):
                continue
            text = literal(instance)
            if instance.known == "variable":
                what = "a pipeline variable, which has no value while the estimator is made"
            elif text is not None and not _FIT.fullmatch(text):
                what = f"`{text}`, which has no GPU"
            else:
                continue
            self.report(
                instance.place,
                f"`torch_distributed` needs an instance type with a GPU, or Trainium, and is given {what}",
                once=instance.place,
            )
