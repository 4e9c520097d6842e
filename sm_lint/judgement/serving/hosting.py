"""Containers that a file defines for hosting: their images, their environment, the code that comes with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sm_lint.jobs.definition.model import Definitions, Setting
from sm_lint.jobs.definition.reading import absent, elements
from sm_lint.judgement.definitions.sdk_calls import Called, calls_of, class_names, maker
from sm_lint.patterns import regex

_REPOSITORY = regex(r"^(?:\d{12}|\*)\.dkr\.ecr\.[^/]+/((?:[\w.-]+/)*[\w.-]+)[:@*]")
_FRAMEWORKS = {"sagemaker-scikit-learn": "sklearn", "sagemaker-xgboost": "xgboost"}
_CLASSES = {"SKLearn": "sklearn", "XGBoost": "xgboost"}
_CONTAINERS = ("PrimaryContainer", "Containers")


class Container(NamedTuple):
    """One container of a model.

    Attributes:
        image: what gives its image.
        framework: the framework of SageMaker's own image that it is, as `image_uris.retrieve` calls it.
        environment: its variables as written; None where it has none.
        model_data: the place of its model; None where none is given.
        multi_model: it serves many models from below a prefix.
        open: more is given than that.
    """

    image: Setting
    framework: str
    environment: Setting | None
    model_data: Setting | None
    multi_model: bool
    open: bool


def containers(definitions: Definitions) -> Iterator[Container]:
    """Containers of SageMaker's own framework images that a file makes without naming a script for them."""
    for known in calls_of(definitions):
        if known.call.name == "create_model" and any(known.call.setting(key) for key in _CONTAINERS):
            for key in _CONTAINERS:
                given = known.call.setting(key)
                if given is not None:
                    for item in elements(given) or (given,):
                        yield from _described(item)
        elif known.call.name == "create_model_package":
            specification = known.call.setting("InferenceSpecification")
            for item in elements(specification.get("Containers") if specification is not None else None):
                yield from _described(item)
        elif (
            known.call.name in {"Model", "MultiDataModel"} and known.targets and absent(known.given.get("entry_point"))
        ):
            image = known.given.get("image_uri")
            framework = framework_of_image(image) or _of_estimator(definitions, known)
            if image is not None and framework:
                mode = known.call.name == "MultiDataModel"
                data = known.given.get("model_data_prefix" if mode else "model_data")
                yield Container(image, framework, known.given.get("env"), data, mode, known.call.open)


def _described(item: Setting) -> Iterator[Container]:
    image = item.get("Image")
    framework = framework_of_image(image)
    if image is not None and framework:
        mode = item.get("Mode")
        multi = mode is not None and mode.text == "MultiModel"
        yield Container(image, framework, item.get("Environment"), item.get("ModelDataUrl"), multi, item.open)


def framework_of_image(image: Setting | None) -> str:
    """The framework of an image of SageMaker's own, by its URI or by what looks it up; empty where it is none, or not known."""
    if image is None:
        return ""
    if image.type == "sagemaker.image_uris.retrieve":
        name = image.get("framework") or image.get("0")
        return (name.text or "") if name is not None and name.known == "literal" else ""
    found = _REPOSITORY.match(image.text or "")
    return _FRAMEWORKS.get(found[1], "") if found is not None else ""


def _of_estimator(definitions: Definitions, known: Called) -> str:
    """The framework of `image_uri=estimator.training_image_uri()`, and of `estimator.image_uri`."""
    image = known.given.get("image_uri")
    made = maker(definitions, known.call, "image_uri")
    owner = made.call.callee if made is not None else (image.type if image is not None else "")
    if not owner.endswith((".training_image_uri", ".image_uri")):
        return ""
    names = class_names(owner.rpartition(".")[0])
    return next((framework for name, framework in _CLASSES.items() if name in names), "")
