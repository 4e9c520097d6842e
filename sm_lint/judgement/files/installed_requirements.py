"""Requirements that pip cannot install in the image of a job, and those that replace what the image is for."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sm_lint.jobs.definition.model import Job
from sm_lint.jobs.definition.reading import absent, entries, literal
from sm_lint.jobs.definition.sdk import class_named
from sm_lint.judgement.files.image_packages import images_of_job, name_of, python_of_job
from sm_lint.judgement.files.requirements_files import Required, Requirements, read_requirements
from sm_lint.judgement.files.shipping import REQUIREMENTS
from sm_lint.patterns import regex
from sm_lint.registry.context import Context
from sm_lint.sagemaker.distributions.releases import Releases, does_not_exist, not_for, releases
from sm_lint.sagemaker.image_contents.contents import ImageContents
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


class Judged(NamedTuple):
    """What is wrong with the requirements that a job has its container install; no entry is in both.

    Attributes:
        uninstallable: entries for which the public index certainly has no release.
        replaced: entries for another version of the framework than the image has.
    """

    uninstallable: tuple[Uninstallable, ...] = ()
    replaced: tuple[Replaced, ...] = ()


def judge_requirements(context: Context, job: Job) -> Judged:
    """What is wrong with the requirements of a job, which are read once for all rules."""
    known = context.memo.setdefault("requirements of jobs", {})
    assert isinstance(known, dict)
    if id(job) not in known:
        known[id(job)] = _judged(context.files, job), job  # the job is kept, and its identity with it
    found: Judged = known[id(job)][0]
    return found


def _judged(files: FileView, job: Job) -> Judged:
    path = _installed(job)
    images = images_of_job(job) if path is not None else ()
    known = python_of_job(job) if path is not None else None
    required = read_requirements(files, path) if path is not None and (images or known is not None) else None
    if required is None:
        return Judged()
    failing = () if known is None else tuple(_uninstallable(files, job, required, images, known))
    places = {each.place for each in failing}
    replacing = (each for each in _replaced(required, images) if each.place not in places)
    return Judged(failing, tuple(replacing))


def _uninstallable(
    files: FileView,
    job: Job,
    required: Requirements,
    images: Sequence[ImageContents],
    known: tuple[tuple[int, int], str],
) -> Iterator[Uninstallable]:
    (major, minor), origin = known
    if _asks_elsewhere(files, job, required.entries):
        return
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


def _replaced(required: Requirements, images: Sequence[ImageContents]) -> Iterator[Replaced]:
    for entry in required.wanted(images[0].python) if images else ():
        specifier = entry.requirement.specifier
        if entry.name not in _OF_FRAMEWORK.get(images[0].repository.framework, ()) or not specifier:
            continue
        present = [image.packages.get(entry.name, "") for image in images]
        if all(version and not specifier.contains(version, prereleases=True) for version in present):
            text = f"{entry.requirement.name}{specifier}"
            yield Replaced(text, entry.name, present[0], name_of(images), entry.place)


def _installed(job: Job) -> str | None:
    """The requirements file that the container installs; None where it installs none, or where that is not known."""
    script = job.script
    if script is None or script.source_dir is None or script.likely or job.open_settings:
        return None
    if job.dialect == "v3":
        return _named_in_v3(job, script.source_dir)
    described = class_named(job.class_name, "v2")
    if described is None or job.dialect != "v2" or not absent(job.setting("git_config")):
        return None
    if job.kind == "processing" and described.family.name != "framework-processor":
        return None
    return os.path.join(script.source_dir, REQUIREMENTS)


def _named_in_v3(job: Job, folder: str) -> str | None:
    """The file that a trainer of v3 is given, or that its `FrameworkProcessor` looks for."""
    code = job.setting("source_code")
    given = code.get("requirements") if code is not None else None
    if job.class_name == "FrameworkProcessor":
        given = job.setting("requirements")
        if given is None or absent(given):
            return os.path.join(folder, REQUIREMENTS)
    named = literal(given)
    return os.path.join(folder, named) if named is not None else None


def requirements_place(job: Job) -> Place:
    """Where a job says which requirements it installs."""
    code = job.setting("source_code")
    given = (code.get("requirements") or code.get("source_dir")) if code is not None else job.setting("source_dir")
    return given.place if given is not None else job.place


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
