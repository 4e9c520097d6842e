"""SMJ556: the image of a framework is looked up without an instance type, or without a scope."""

from __future__ import annotations

import re

from sm_lint.rules import Definitions, JobRule
from sm_lint.rules.jobs import absent, calls_of, literal

_FRAMEWORKS = ("pytorch", "tensorflow", "mxnet")
_SCOPES = ("training", "inference")
_GRAVITON = re.compile(r"ml\.[a-z]+\d+g[a-z]*\..*")
"""Instance types for which the SDK takes the scope `inference_graviton` by itself."""
_PLAIN = frozenset(("framework", "region", "version", "py_version", "image_scope", "instance_type"))


class ImageWithoutInstance(JobRule):
    """The image of a framework is looked up without an instance type, or without a scope.

    ## What it does

    Reports `image_uris.retrieve` for a training or inference image of PyTorch, TensorFlow or MXNet that is given no `instance_type`,
    and one that is given an `instance_type` and no `image_scope`.

    ## Why is this bad?

    There is one image for machines with a GPU and one for those without: `ValueError: Empty SageMaker instance type`.
    And there is one for training and one for inference: `ValueError: Unsupported image scope: None`.

    ## Example

    ```python
    from sagemaker import image_uris

    uri = image_uris.retrieve("pytorch", "eu-west-1", version="2.1", py_version="py310", image_scope="training")
    ```

    ## Use instead

    ```python
    from sagemaker import image_uris

    uri = image_uris.retrieve(
        "pytorch", "eu-west-1", version="2.1", py_version="py310", image_scope="training", instance_type="ml.g5.xlarge"
    )
    ```

    ## Known limits

    Calls with other arguments, such as `serverless_inference_config`, are left alone.

    ## References

    - [Public thread: Empty SageMaker instance type](https://github.com/aws/sagemaker-python-sdk/issues/2863)
    - [sagemaker 2.257.7, image_uris.py `_processor`, `_config_for_framework_and_scope` and image_uri_config](https://pypi.org/project/sagemaker/2.257.7/)
    """

    code = "SMJ556"
    name = "image-without-instance"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the images that are looked up."""
        for known in calls_of(definitions):
            if not known.call.callee.endswith("image_uris.retrieve") or known.call.open or not known.targets:
                continue
            if literal(known.given.get("framework")) not in _FRAMEWORKS or not known.given.keys() <= _PLAIN:
                continue
            machine = literal(known.given.get("instance_type"))
            if absent(known.given.get("image_scope")) and machine and not _GRAVITON.fullmatch(machine):
                self.report(
                    known.call.place,
                    f"{literal(known.given.get('framework'))} has images for training and for inference: give `image_scope`",
                    once=known.call.place,
                )
            elif literal(known.given.get("image_scope")) in _SCOPES and absent(known.given.get("instance_type")):
                self.report(
                    known.call.place,
                    f"the image of {literal(known.given.get('framework'))} depends on the kind of machine: give `instance_type`",
                    once=known.call.place,
                )
