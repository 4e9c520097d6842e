"""SMJ621: the training image of a framework where a model is served."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sm_lint.rules import Definitions, JobRule, Setting
from sm_lint.rules.jobs import Called, calls_of, class_names, elements, literal, maker

_REPOSITORY = re.compile(r"\.dkr\.ecr\.[^/]+/(?:huggingface-)?(pytorch|tensorflow|mxnet)-training[:@]")
_TITLES = {"pytorch": "PyTorch", "tensorflow": "TensorFlow", "mxnet": "MXNet", "huggingface": "Hugging Face"}
_CLASSES = {"PyTorch": "pytorch", "TensorFlow": "tensorflow", "MXNet": "mxnet", "HuggingFace": "huggingface"}
_SPLIT = {"pytorch": (1, 2), "tensorflow": (1, 13), "mxnet": (1, 4)}
"""The first versions whose training image does not serve; before them there was one image for both."""
_CONTAINERS = ("PrimaryContainer", "Containers")


class TrainingImageForModel(JobRule):
    """A model is given the training image of a framework, which has no server.

    ## What it does

    Reports `Model(image_uri=...)` and `create_model` with an image of PyTorch, TensorFlow, MXNet or Hugging Face that is meant for
    training: by its name, by `image_scope="training"` of `image_uris.retrieve`, or by `training_image_uri()` of an estimator.

    ## Why is this bad?

    These frameworks have an image for training and another one for inference. That for training has no program `serve`, and the
    endpoint never passes its health check.

    ## Example

    ```python
    from sagemaker.model import Model
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="https://x/train.py", role="role", framework_version="2.1", py_version="py310", instance_count=1,
        instance_type="ml.g5.xlarge",
    )
    model = Model(
        image_uri=estimator.training_image_uri(), model_data="s3://bucket/model.tar.gz", role="role"
    )
    ```

    ## Use instead

    ```python
    from sagemaker.pytorch import PyTorchModel

    model = PyTorchModel(
        model_data="s3://bucket/model.tar.gz", role="role", entry_point="https://x/inference.py", framework_version="2.1",
        py_version="py310",
    )
    ```

    ## Known limits

    The images of scikit-learn and XGBoost do both, and are left alone, as are the first versions of these frameworks.

    ## References

    - [Public thread: model_fn is not recognized](https://github.com/aws/sagemaker-pytorch-training-toolkit/issues/229)
    - [Available images](https://github.com/aws/deep-learning-containers/blob/master/available_images.md)
    """

    code = "SMJ621"
    name = "training-image-for-model"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the images of models."""
        for known in calls_of(definitions):
            for image, framework in self._images(definitions, known):
                self.report(
                    image.place,
                    f"this is the training image of {_TITLES[framework]}, which has no server; use the one for inference, "
                    f"{'or ' + _MODELS[framework] if framework in _MODELS else 'or the model class of the framework'}",
                    once=image.place,
                )

    def _images(self, definitions: Definitions, known: Called) -> Iterator[tuple[Setting, str]]:
        if known.call.name == "Model" and known.targets:
            image = known.given.get("image_uri")
            if image is not None:
                framework = _of_estimator(definitions, known) or _of_image(image)
                if framework:
                    yield image, framework
        elif known.call.name == "create_model" and known.call.callee.startswith("boto3."):
            for key in _CONTAINERS:
                given = known.call.setting(key)
                for item in () if given is None else elements(given) or (given,):
                    image = item.get("Image")
                    framework = _of_image(image) if image is not None else ""
                    if image is not None and framework:
                        yield image, framework


_MODELS = {
    "pytorch": "`PyTorchModel`",
    "tensorflow": "`TensorFlowModel`",
    "mxnet": "`MXNetModel`",
    "huggingface": "`HuggingFaceModel`",
}


def _of_image(image: Setting) -> str:
    """The framework whose training image is named or looked up; empty for all other images."""
    if image.type.endswith("image_uris.retrieve"):
        name = literal(image.get("framework") or image.get("0")) or ""
        version = literal(image.get("version") or image.get("2"))
        training = literal(image.get("image_scope")) == "training"
        return name if name in _TITLES and training and _is_split(name, version) else ""
    found = _REPOSITORY.search(literal(image) or "")
    return found[1] if found is not None else ""


def _of_estimator(definitions: Definitions, known: Called) -> str:
    """The framework of `estimator.training_image_uri()`."""
    made = maker(definitions, known.call, "image_uri")
    if made is None or made.call.name != "training_image_uri":
        return ""
    names = class_names(made.call.callee)
    framework = next((framework for name, framework in _CLASSES.items() if name in names), "")
    estimator = maker(definitions, made.call)
    if not framework or estimator is None or "image_uri" in estimator.given or estimator.call.open:
        return ""
    return framework if _is_split(framework, literal(estimator.given.get("framework_version"))) else ""


def _is_split(framework: str, version: str | None) -> bool:
    """Whether a version has an image for training alone."""
    if framework not in _SPLIT:
        return True
    numbers = tuple(int(part) for part in re.findall(r"\d+", version or "")[:2])
    return len(numbers) == 2 and numbers >= _SPLIT[framework]
