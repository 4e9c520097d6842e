"""What a contract requires of packages and of Python, and what the job that launches its script has."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from sm_lint.contracts.model import Contract
from sm_lint.jobs.definition.model import Job
from sm_lint.judgement.files.image_packages import images_of_job, name_of, python_of_job
from sm_lint.judgement.files.requirements_files import Required, read_requirements
from sm_lint.judgement.files.shipping import REQUIREMENTS
from sm_lint.registry.context import Context
from sm_lint.sagemaker.distributions.releases import only_version
from sm_lint.sagemaker.images import normalised
from sm_lint.syntax.span import Place

if TYPE_CHECKING:  # takes longer to import than most runs need it for
    from packaging.specifiers import SpecifierSet
    from packaging.version import Version

_PATCHES = 40
"""More than any minor version of Python had."""


class Conflict(NamedTuple):
    """One requirement of a contract that is not met.

    Attributes:
        name, specifier: the requirement.
        found: what there is instead, for a message: "`requirements.txt` installs 2.2.3".
        place: where the contract requires it.
        other: where that is said; None where an image says it.
    """

    name: str
    specifier: str
    found: str
    place: Place
    other: Place | None


def conflicts(context: Context, contract: Contract) -> Iterator[Conflict]:
    """Requirements of a contract that a requirements file or the image of a job contradicts."""
    jobs = [job for job in context.launched_by if job.script is not None]
    pins = _pins(context, jobs)
    for requirement in contract.requirements:
        wanted = _specifier(requirement.specifier)
        if wanted is None:
            continue
        name = normalised(requirement.name)
        for found, other in _python(jobs, wanted) if name == "python" else _packages(name, wanted, pins, jobs):
            yield Conflict(requirement.name, requirement.specifier, found, requirement.place, other)


def _pins(context: Context, jobs: Iterable[Job]) -> dict[str, tuple[Version | None, Required]]:
    """What the requirements file of the script names, by distribution, with the version that it fixes."""
    folders = {job.script.source_dir for job in jobs if job.script is not None and job.script.source_dir is not None}
    if not folders and not context.launched_by:
        folders = {os.path.dirname(context.path)}
    found: dict[str, tuple[Version | None, Required]] = {}
    for folder in sorted(folders):
        required = read_requirements(context.files, os.path.join(folder, REQUIREMENTS))
        for entry in required.wanted(None) if required is not None else ():
            found[entry.name] = (only_version(entry.requirement.specifier), entry)
    return found


def _packages(
    name: str, wanted: SpecifierSet, pins: dict[str, tuple[Version | None, Required]], jobs: Iterable[Job]
) -> Iterator[tuple[str, Place | None]]:
    if name in pins:
        version, entry = pins[name]
        if version is not None and not wanted.contains(version, prereleases=True):
            yield f"`{os.path.basename(entry.path)}` installs {version}", entry.place
        return
    for job in jobs:
        images = images_of_job(job)
        versions = [_version(image.packages.get(name, "")) for image in images]
        known = [version for version in versions if version is not None]
        if known and len(known) == len(images) and not any(wanted.contains(each, prereleases=True) for each in known):
            yield f"the image {name_of(images)} has {known[0]}", job.place


def _python(jobs: Iterable[Job], wanted: SpecifierSet) -> Iterator[tuple[str, Place | None]]:
    for job in jobs:
        known = python_of_job(job)
        if known is None:
            continue
        (major, minor), origin = known
        if not any(wanted.contains(f"{major}.{minor}.{patch}") for patch in range(_PATCHES)):
            yield f"{origin} has {major}.{minor}", job.place


def _specifier(text: str) -> SpecifierSet | None:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return SpecifierSet("" if text == "*" else text)
    except InvalidSpecifier:
        return None


def _version(text: str) -> Version | None:
    from packaging.version import InvalidVersion, Version

    try:
        return Version(text)
    except InvalidVersion:
        return None
