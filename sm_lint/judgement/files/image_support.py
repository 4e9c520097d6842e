"""Jobs whose image of SageMaker's own gets no patches any more."""

from __future__ import annotations

import re
from typing import NamedTuple

from sm_lint.jobs.definition.model import Job, Setting
from sm_lint.jobs.definition.reading import absent, find, literal
from sm_lint.judgement.files.image_packages import looked_up_version, own_tag, repository_looked_up
from sm_lint.sagemaker.image_contents.contents import repositories
from sm_lint.sagemaker.image_contents.support import ended_support

_VERSION = re.compile(r"\d+(?:\.\d+)+(?:-\d+)?(?:-py\d+$)?(?=-|$)")
"""The version at the beginning of a tag: ``2.1.0``, ``1.2-1``, ``1.4-2-py312``."""


class Unsupported(NamedTuple):
    """The image of a job that gets no patches.

    Attributes:
        image: its name and version.
        ended: the day on which they ended; empty where that is not known, as it is older.
        oldest: the oldest version that gets them; empty where none of the repository does.
        day: the day of the policy.
    """

    image: str
    ended: str
    oldest: str
    day: str


def unsupported_image(job: Job) -> Unsupported | None:
    """The image of a job, if it gets no patches; None if it does, or that is not known."""
    named = _named(job)
    version = _VERSION.match(named[1]) if named is not None else None
    if named is None or version is None:
        return None
    found = ended_support(named[0], version[0])
    return Unsupported(f"{named[0]} {version[0]}", found.ended, found.oldest, found.day) if found is not None else None


def version_setting(job: Job) -> Setting | None:
    """What says which version of an image a job runs."""
    image = find(job, "image")
    if image is None or absent(image):
        return job.setting("framework_version")
    return looked_up_version(image) or image


def _named(job: Job) -> tuple[str, str] | None:
    """Repository and version, or tag, of the image that a job runs, whether its content is known or not."""
    image = find(job, "image")
    if job.open_settings:
        return None
    if image is None or absent(image):
        maker = job.setting("estimator_cls")
        name = maker.type.rpartition(".")[2] if maker is not None else job.class_name
        repository = next((each.name for each in repositories() if name in each.classes), None)
        version = literal(job.setting("framework_version")) if job.dialect == "v2" else None
    elif (given := looked_up_version(image)) is not None:
        repository = repository_looked_up(image, job)
        version = literal(given)
    else:
        repository, version = own_tag(image) or (None, None)
    return (repository, version) if repository is not None and version is not None else None
