"""Versions of distributions that a job asks for by the arguments of its class."""

from __future__ import annotations

from collections.abc import Iterator

from sm_lint.evolution.requirements import canonical
from sm_lint.jobs.definition.model import Job
from sm_lint.syntax.span import Place

_CLASSES = {
    "PyTorch": "torch",
    "SKLearn": "scikit-learn",
    "XGBoost": "xgboost",
    "TensorFlow": "tensorflow",
    "MXNet": "mxnet",
}
_ARGUMENTS = {"transformers_version": "transformers", "pytorch_version": "torch", "tensorflow_version": "tensorflow"}


def version_in(job: Job, distribution: str) -> tuple[str, Place] | None:
    """The version of a distribution that the image of a job has, and where it is given; None where it is not known.

    The SDK's own suffix is left out: ``1.7-1`` is the first image with XGBoost 1.7.
    """
    name = canonical(distribution)
    for argument, brings in _arguments(job):
        setting = job.setting(argument)
        if canonical(brings) != name or setting is None or setting.known != "literal" or not setting.text:
            continue
        text = setting.text.partition("-")[0]
        if argument == "py_version":
            digits = text.removeprefix("py")
            text = f"{digits[0]}.{digits[1:]}" if len(digits) > 1 and digits.isdigit() else ""
        if text and text[0].isdigit():
            return text, setting.place
    return None


def _arguments(job: Job) -> Iterator[tuple[str, str]]:
    """The arguments that give a version, with the distribution that each is of."""
    for prefix, distribution in _CLASSES.items():
        if job.class_name.startswith(prefix):
            yield "framework_version", distribution
    yield from _ARGUMENTS.items()
    yield "py_version", "python"
