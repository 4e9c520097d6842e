"""Requirements that pip cannot install in the image of a job, and those that replace what the image is for."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import NamedTuple

from sm_lint.jobs.definition.model import Job
from sm_lint.jobs.definition.reading import absent, entries
from sm_lint.jobs.definition.sdk import class_named
from sm_lint.judgement.files.image_packages import images_of_job, name_of, python_of_job
from sm_lint.judgement.files.requirements_files import Required, read_requirements
from sm_lint.judgement.files.shipping import REQUIREMENTS
from sm_lint.patterns import regex
from sm_lint.sagemaker.distributions.releases import Releases, does_not_exist, not_for, releases
from sm_lint.syntax.span import Place
from sm_lint.workspace.view import FileView

_ELSEWHERE = regex(r"^[ \t]*(?:-i|-f|--(?:index-url|extra-index-url|find-links|no-index|pre))\b", re.MULTILINE)
"""Options of a requirements file with which other releases count than those of the public index."""
_FRAMEWORKS = frozenset(
    {"mxnet", "scikit-learn", "sagemaker-training", "tensorflow", "torch", "transformers", "xgboost"}
)
"""Installed in images of SageMaker's own, in versions that the public index need not have for their Python."""

_OF_FRAMEWORK = {
    "huggingface": frozenset({"tensorflow", "torch"}),
    "mxnet": frozenset({"mxnet"}),
    "pytorch": frozenset({"torch"}),
    "sklearn": frozenset({"scikit-learn"}),
    "tensorflow": frozenset({"tensorflow"}),
    "xgboost": frozenset({"xgboost"}),
}
"""What an image is built around, by framework; images of Hugging Face are often given another version of their own library."""


class Uninstallable(NamedTuple):
    """One entry of a requirements file that makes pip fail.

    Attributes:
        text: as it is written, without its marker.
        reason: why, as a clause: "has no release for Python 3.8 of the image …".
        place: where it is written.
    """

    text: str
    reason: str
    place: Place


def uninstallable(files: FileView, job: Job) -> Iterator[Uninstallable]:
    """Entries of the requirements that a job has its container install, for which the public index certainly has no release."""
    folder = _installed_from(job)
    known = python_of_job(job) if folder is not None else None
    required = read_requirements(files, os.path.join(folder, REQUIREMENTS)) if folder is not None and known else None
    if known is None or required is None or _asks_elsewhere(files, job, required.entries):
        return
    (major, minor), origin = known
    images = images_of_job(job)
    for entry in required.wanted(f"{major}.{minor}"):
        specifier, found = entry.requirement.specifier, releases(entry.name)
        if found is None or entry.requirement.url is not None or not specifier:
            continue
        present = [image.packages[entry.name] for image in images if entry.name in image.packages]
        if any(not version or specifier.contains(version, prereleases=True) for version in present):
            continue  # pip takes what is there
        if not images and entry.name in _FRAMEWORKS:
            continue
        version = does_not_exist(found, specifier)
        if version is not None:
            reason = f"cannot be installed: `{entry.name}` has no release {version}"
        elif not_for(found, specifier, (major, minor)):
            reason = (
                f"cannot be installed by Python {major}.{minor}, which {_has(origin)}{_newest(found, (major, minor))}"
            )
        else:
            continue
        text = f"{entry.requirement.name}{specifier}"
        yield Uninstallable(text, reason, entry.place)


class Replaced(NamedTuple):
    """An entry of a requirements file that replaces the framework of an image.

    Attributes:
        text: as it is written, without its marker.
        name, version: the distribution, and its version in the image.
        image: name and version of the image.
        place: where it is written.
    """

    text: str
    name: str
    version: str
    image: str
    place: Place


def replaced(files: FileView, job: Job) -> Iterator[Replaced]:
    """Entries of the requirements that a job has its container install, for another version of the framework than the image has."""
    folder = _installed_from(job)
    images = images_of_job(job) if folder is not None else ()
    required = read_requirements(files, os.path.join(folder, REQUIREMENTS)) if folder is not None and images else None
    if required is None:
        return
    failing = {each.place for each in uninstallable(files, job)}
    for entry in required.wanted(images[0].python):
        specifier = entry.requirement.specifier
        if entry.name not in _OF_FRAMEWORK.get(images[0].repository.framework, ()) or not specifier:
            continue
        present = [image.packages.get(entry.name, "") for image in images]
        if all(version and not specifier.contains(version, prereleases=True) for version in present):
            text, place = f"{entry.requirement.name}{specifier}", entry.place
            if place not in failing:
                yield Replaced(text, entry.name, present[0], name_of(images), place)


def _installed_from(job: Job) -> str | None:
    """The folder whose requirements the container installs; None where it installs none, or where that is not known."""
    script, described = job.script, class_named(job.class_name, "v2")
    if script is None or script.source_dir is None or script.likely or job.dialect != "v2" or job.open_settings:
        return None
    if described is None or not absent(job.setting("git_config")):
        return None
    if job.kind == "processing" and described.family.name != "framework-processor":
        return None
    return script.source_dir


def _asks_elsewhere(files: FileView, job: Job, entries_of_file: tuple[Required, ...]) -> bool:
    """Whether pip may look at another index than the public one, or take releases that are not final."""
    environment = job.environment
    if not absent(environment) and (environment is None or environment.type != "dict" or environment.open):
        return True
    if any(key.startswith("PIP_") for key, _ in entries(environment)):
        return True
    return any(_ELSEWHERE.search(files.text(path) or "") for path in {entry.path for entry in entries_of_file})


def _has(origin: str) -> str:
    return f"{origin} has" if origin.startswith(("the image", "its")) else f"{origin} asks for"


def _newest(found: Releases, python: tuple[int, int]) -> str:
    newest = found.newest(python)
    return f"; the newest release that it can install is {newest}" if newest is not None else ""
