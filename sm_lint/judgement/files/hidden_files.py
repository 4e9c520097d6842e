"""Files of an image that are hidden by what a job mounts over them, and code in the way of a job's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sm_lint.jobs.definition.model import Job
from sm_lint.jobs.definition.reading import absent, literal, of_direction
from sm_lint.jobs.resolve.launched import CODE
from sm_lint.judgement.files.containers import OwnImage, commands
from sm_lint.sagemaker.paths import is_under, root


class Hidden(NamedTuple):
    """A file of an image that a job does not see, or that hides others.

    Attributes:
        path: where it is in the image.
        line: of the instruction that copies it.
        job: the job.
        mount: what the job has there.
    """

    path: str
    line: int
    job: Job
    mount: str


def code_in_the_way(image: OwnImage) -> Hidden | None:
    """A file in the folder of the code, because of which the training toolkit does not download the code of a job.

    It downloads into an empty folder alone: `download_and_extract` in
    https://github.com/aws/sagemaker-training-toolkit/blob/master/src/sagemaker_training/files.py.
    """
    files = image.files
    if files.toolkit() is False or _is_removed(image, CODE):
        return None
    if files.image.entrypoint is not None and not files.has_toolkit():
        return None  # a program of the image's own may fetch the code in another way
    job = next((job for job in image.jobs if _brings_code(job)), None)
    if job is None:
        return None
    for target, _, copied in files.copies():
        if is_under(target, CODE) and target != CODE:
            return Hidden(target, copied.line, job, CODE)
    return None


def _brings_code(job: Job) -> bool:
    if job.kind != "training" or job.dialect != "v2" or job.script is None:
        return False
    return not absent(job.setting("entry_point"))


def hidden_files(image: OwnImage) -> Iterator[Hidden]:
    """Files in places where a job mounts its inputs or its model."""
    seen: set[tuple[int, str]] = set()
    copies = list(image.files.copies()) if image.jobs else []
    for job in image.jobs:
        for mount in _mounts(job):
            for target, _, copied in copies:
                if is_under(target, mount) and (copied.line, mount) not in seen and not target.endswith("/.gitkeep"):
                    seen.add((copied.line, mount))
                    yield Hidden(target, copied.line, job, mount)


def _mounts(job: Job) -> Iterator[str]:
    if job.kind == "training":
        yield root("channels")
    elif job.kind == "processing":
        for mount in of_direction(job.mounts, "input"):
            local = literal(mount.local)
            if local is not None and local.count("/") > 1:
                yield local.rstrip("/")
    elif job.kind == "inference" and not absent(job.setting("model_data")):
        yield "/opt/ml/model"


def _is_removed(image: OwnImage, folder: str) -> bool:
    """Whether a command of the build removes the content of a folder."""
    return any(
        words[0] in ("rm", "mv", "find") and any(folder in word for word in words[1:]) for words in commands(image)
    )
