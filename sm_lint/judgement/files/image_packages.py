"""Which of SageMaker's own images a job runs, and what a script imports that it lacks."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from sm_lint.flow.facts import ImportFact, ScriptFacts
from sm_lint.jobs.definition.model import Job, Setting
from sm_lint.jobs.definition.reading import absent, find, literal
from sm_lint.judgement.files.shipping import (
    REQUIREMENTS,
    changes_search_path,
    foreign_imports,
    installs_packages,
    job_of,
    may_bring_modules,
)
from sm_lint.registry.context import Context
from sm_lint.sagemaker.accounts import is_registry
from sm_lint.sagemaker.image_contents.contents import ImageContents, Repository, images_with, lacks, repositories
from sm_lint.sagemaker.images import requirement_names
from sm_lint.workspace.view import FileView

_URI = re.compile(r"(\d{12})\.dkr\.ecr\.[\w*.-]+/([\w-]+):([\w.-]+)")
_VERSION_AT, _SCOPE_AT = "2", "6"
"""Positions of `version` and `image_scope` among the parameters of `image_uris.retrieve`."""
_ONCE_STANDARD = frozenset({"asynchat", "asyncore", "distutils", "imp", "smtpd"})
"""Left the standard library in Python 3.12: the linter's own Python must not decide about them."""
_SCOPES = {"transform": "inference"}


def images_of_job(job: Job) -> tuple[ImageContents, ...]:
    """Known images that a job of SDK v2 may run, one for each kind of device; none where the image or its content is not known."""
    if job.dialect != "v2" or job.open_settings:
        return ()
    image = find(job, "image")
    if absent(image):
        return _of_class(job)
    assert image is not None
    return _looked_up(image, job) if image.type == "sagemaker.image_uris.retrieve" else _of_uri(image)


def surely_missing(context: Context, facts: ScriptFacts) -> tuple[str, list[ImportFact]]:
    """The image of the job that launches a script, and the script's imports that are neither there nor brought by the job.

    The image is given as repository and version. There are no such imports where the image is not known whole, where the script may
    install packages or look for modules elsewhere, or where the job installs packages whose own requirements are not known.
    """
    job = job_of(context)
    images = images_of_job(job) if job is not None and job.script is not None and not job.script.cell else ()
    if job is None or job.script is None or not images or installs_packages(facts) or changes_search_path(context):
        return "", []
    if may_bring_modules(job) or any(not absent(job.setting(name)) for name in ("dependencies", "git_config")):
        return "", []
    if not _only_installs(context.files, job.script.source_dir, images):
        return "", []
    first_party = context.contract.first_party if context.contract is not None else ()
    passed_over = _ONCE_STANDARD.union(first_party)
    missing = [
        fact
        for fact in foreign_imports(facts)
        if (name := fact.module.partition(".")[0]) not in passed_over and all(lacks(image, name) for image in images)
    ]
    return f"{images[0].repository.name} {images[0].versions[0]}", missing


def _only_installs(files: FileView, folder: str | None, images: Iterable[ImageContents]) -> bool:
    """Whether a source directory has the container install nothing but what the images have."""
    if folder is None:
        return True
    if any(files.is_file(os.path.join(folder, name)) for name in ("setup.py", "pyproject.toml")):
        return False
    path = os.path.join(folder, REQUIREMENTS)
    text = files.text(path)
    if text is None:
        return not files.is_file(path)
    names = None if "[" in text else requirement_names(text)
    return names is not None and all(names <= image.packages.keys() for image in images)


def _of_class(job: Job) -> tuple[ImageContents, ...]:
    maker = job.setting("estimator_cls")
    name = maker.type.rpartition(".")[2] if maker is not None else job.class_name
    version = literal(job.setting("framework_version"))
    found = next((each for each in repositories() if name in each.classes), None)
    return images_with(found, version) if found is not None and version is not None else ()


def _looked_up(image: Setting, job: Job) -> tuple[ImageContents, ...]:
    framework = literal(image.get("framework") or image.get("0"))
    version = literal(image.get("version") or image.get(_VERSION_AT))
    given = image.get("image_scope") or image.get(_SCOPE_AT)
    scope = literal(given) if not absent(given) else _SCOPES.get(job.kind or "", job.kind)
    found: Repository | None = next(
        (each for each in repositories() if each.framework == framework and each.classes and scope in each.scopes), None
    )
    return images_with(found, version) if found is not None and version is not None and not image.open else ()


def _of_uri(image: Setting) -> tuple[ImageContents, ...]:
    uri = _URI.fullmatch(image.text or "")
    found = next((each for each in repositories() if uri is not None and each.name == uri[2]), None)
    if uri is None or found is None or not is_registry(uri[1]):
        return ()
    tag = uri[3]
    # The images of a repository that are for EC2 hold less.
    if "sagemaker" not in found.name + tag:
        return ()
    parts = tag.split("-")
    known = {"-".join(parts[:count]) for count in range(1, len(parts) + 1)}
    version = next((name for name in sorted(known, key=len, reverse=True) if images_with(found, name)), None)
    images = images_with(found, version) if version is not None else ()
    device = "gpu" if re.search(r"-(gpu|cu\d)", tag) else "cpu"
    return tuple(each for each in images if device in each.devices) or images
