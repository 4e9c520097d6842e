"""Jobs that run an algorithm of SageMaker's own, or the image of Clarify."""

from __future__ import annotations

from collections.abc import Mapping

from sm_lint.jobs.definition.model import Job, Setting
from sm_lint.jobs.definition.reading import absent, find, literal
from sm_lint.sagemaker.accounts import is_public_account
from sm_lint.sagemaker.algorithms import Algorithm, algorithm, algorithm_of_image

_LOOK_UPS = {"retrieve": ("framework", "0"), "get_image_uri": ("repo_name", "1")}


def algorithm_of(job: Job) -> Algorithm | None:
    """The algorithm that a training job runs; None where it runs a script, or where the image is not known."""
    if job.kind != "training" or job.script is not None or not absent(find(job, "entry point")):
        return None
    if not absent(find(job, "source directory")) or not absent(job.setting("source_code")):
        return None
    hyperparameters = job.hyperparameters.keys if job.hyperparameters is not None else ()
    if any(key.startswith("sagemaker_") for key in hyperparameters):
        return None  # script mode, requested by hand
    image = find(job, "image")
    return looked_up(image) if image is not None else None


def looked_up(image: Setting) -> Algorithm | None:
    """The algorithm of an image that is looked up with the SDK, or written out; None for all other images."""
    module, _, function = image.type.rpartition(".")
    if function in _LOOK_UPS and module.startswith("sagemaker"):
        keyword, position = _LOOK_UPS[function]
        name = literal(image.get(keyword) or image.get(position))
        return algorithm(name) if name is not None else None
    uri = literal(image)
    if uri is None or not is_public_account(uri.partition(".")[0]):
        return None
    return algorithm_of_image(uri)


def version_looked_up(image: Setting) -> str | None:
    """The version of an image of an algorithm, without its build: ``1.7`` of ``1.7-1``; None where it is not known."""
    function = image.type.rpartition(".")[2]
    if function in _LOOK_UPS:
        given = image.get("version") or image.get("repo_version") or image.get("2")
        text = "1" if given is None and function == "get_image_uri" else literal(given)
    else:
        text = (literal(image) or "").rpartition("/")[2].partition(":")[2] or None
    return text.partition("-")[0] if text is not None else None


def runs_clarify(job: Job) -> bool:
    """Whether a processing job runs the image of Clarify, by its name or looked up with the SDK."""
    image = find(job, "image")
    if job.kind != "processing" or image is None:
        return False
    if image.type.endswith("image_uris.retrieve"):
        return literal(image.get("framework") or image.get("0")) == "clarify"
    return "/sagemaker-clarify-processing" in (image.text or "")


def given_hyperparameters(job: Job) -> Mapping[str, Setting | None] | None:
    """Hyperparameters that a job's algorithm gets, those of a tuner's ranges without a value; None where more are possible."""
    given = job.hyperparameters
    found: dict[str, Setting | None] = {}
    if job.open_settings:
        return None
    if given is not None and not absent(given):
        if given.open or given.type != "dict":
            return None
        found.update(zip(given.keys, given.items))
    for name in ("hyperparameter_ranges", "hyperparameter_ranges_dict"):
        ranges = job.setting(name)
        if ranges is None or absent(ranges):
            continue
        if ranges.open or ranges.type != "dict":
            return None
        found.update(dict.fromkeys(ranges.keys))
    tuning = any(
        key in {"HyperParameterTuningJobConfig", "TrainingJobDefinition", "autotune"} for key, _ in job.settings
    )
    return None if tuning else found
