"""Which of SageMaker's own images a job runs, and what a script imports that it lacks."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence

from sm_lint.flow.facts import ImportFact, ScriptFacts
from sm_lint.jobs.definition.model import Job, Setting
from sm_lint.jobs.definition.reading import absent, find, literal
from sm_lint.judgement.files.requirements_files import read_requirements
from sm_lint.judgement.files.shipping import (
    REQUIREMENTS,
    changes_search_path,
    foreign_imports,
    installs_packages,
    job_of,
    may_bring_modules,
)
from sm_lint.patterns import regex
from sm_lint.registry.context import Context
from sm_lint.sagemaker.accounts import is_registry
from sm_lint.sagemaker.image_contents.contents import (
    ImageContents,
    Repository,
    images_with,
    lacks,
    may_install,
    repositories,
    required_by,
)
from sm_lint.sagemaker.images import runs_own_image
from sm_lint.sagemaker.python_names import Version, parsed
from sm_lint.workspace.view import FileView

_PYTHON = regex(r"py(\d)(\d+)")
_URI = regex(r"(\d{12})\.dkr\.ecr\.[\w*.-]+/([\w-]+):([\w.-]+)")
_VERSION_AT, _PYTHON_AT, _SCOPE_AT = "2", "3", "6"
"""Positions of `version`, `py_version` and `image_scope` among the parameters of `image_uris.retrieve`."""
_RETRIEVE = frozenset({"sagemaker.image_uris.retrieve", "sagemaker.core.image_uris.retrieve"})
"""The function that looks up an image, in v2 and in v3, with the same parameters."""
_BELOW = ("pytorch", "tensorflow")
_ONCE_STANDARD = frozenset({"asynchat", "asyncore", "distutils", "imp", "smtpd"})
"""Left the standard library in Python 3.12: the linter's own Python must not decide about them."""
_SCOPES = {"transform": "inference"}


def images_of_job(job: Job) -> tuple[ImageContents, ...]:
    """Known images that a job may run, one for each kind of device; none where the image or its content is not known."""
    if job.open_settings:
        return ()
    image = find(job, "image")
    if image is None or absent(image):
        return _of_class(job) if job.dialect == "v2" else ()
    return _looked_up(image, job) if image.type in _RETRIEVE else _of_uri(image)


def python_of_job(job: Job) -> tuple[Version, str] | None:
    """The Python that runs the script of a job, and what says so for a message; None where that is not known."""
    if job.script is None or job.open_settings:
        return None
    images = images_of_job(job)
    pythons = {image.python for image in images}
    if len(pythons) == 1:
        return parsed(pythons.pop()), f"the image {name_of(images)}"
    image, given = find(job, "image"), job.setting("py_version")
    match = _PYTHON.fullmatch(literal(given) or "")
    if absent(image) and match is not None and job.dialect == "v2" and runs_own_image(job.class_name):
        return (int(match[1]), int(match[2])), f"`py_version` {literal(given)}"
    uri = _URI.fullmatch(image.text or "") if image is not None and image.known == "literal" else None
    match = re.search(r"-py(\d)(\d+)(?=-|$)", uri[3]) if uri is not None and is_registry(uri[1]) else None
    return ((int(match[1]), int(match[2])), "its image") if match is not None else None


def surely_missing(context: Context, facts: ScriptFacts) -> tuple[str, list[ImportFact]]:
    """The image of the job that launches a script, and the script's imports that are neither there nor brought by the job.

    The image is given as repository and version. There are no such imports where the image is not known whole, where the script may
    install packages or look for modules elsewhere, where the job installs packages whose own requirements are not known, or where
    its code is an archive that the SDK does not make.
    """
    job = job_of(context)
    images = images_of_job(job) if job is not None and job.script is not None and not job.script.cell else ()
    if job is None or job.script is None or not images or installs_packages(facts) or changes_search_path(context):
        return "", []
    if may_bring_modules(job) or any(not absent(job.setting(name)) for name in ("dependencies", "git_config")):
        return "", []
    if not _is_whole(job):
        return "", []
    brought = brought_by(context.files, job.script.source_dir, images, requirements_of(job))
    if brought is None:
        return "", []
    first_party = context.contract.first_party if context.contract is not None else ()
    passed_over = _ONCE_STANDARD.union(first_party)
    missing = [
        fact
        for fact in foreign_imports(facts)
        if (name := fact.module.partition(".")[0]) not in passed_over
        and all(lacks(image, name) for image in images)
        and not may_install(brought, name)
    ]
    return name_of(images), missing


def name_of(images: Sequence[ImageContents]) -> str:
    """How messages call the image of a job: `pytorch-training 2.1.0`."""
    versions = list(dict.fromkeys(image.versions[0] for image in images))
    return f"{images[0].repository.name} {' or '.join(versions)}"


def requirements_of(job: Job) -> str | None:
    """The requirements file that a job installs, relative to its source directory; empty for none, None where it is not known.

    v2 installs `requirements.txt` if there is one, a trainer of v3 what it is given.
    """
    code = job.setting("source_code") if job.dialect == "v3" else None
    given = code.get("requirements") if code is not None else job.setting("requirements")
    if given is None or absent(given):
        return "" if code is not None else REQUIREMENTS
    return literal(given)


def _is_whole(job: Job) -> bool:
    """Whether all that a job brings to its script is known by the definition and the folder of the script."""
    if job.dialect == "v3":
        code = job.setting("source_code")
        return code is None or absent(code.get("command"))
    # The code of a training job is an archive, which only the SDK makes of a folder.
    return job.dialect == "v2" or job.kind == "processing"


def brought_by(
    files: FileView, folder: str | None, images: Iterable[ImageContents], requirements: str | None = REQUIREMENTS
) -> frozenset[str] | None:
    """Distributions that a source directory has the container install beside those of the images; None where that is not known."""
    if folder is None:
        return frozenset()
    if requirements is None:
        return None
    if any(files.is_file(os.path.join(folder, name)) for name in ("setup.py", "pyproject.toml", "setup.cfg")):
        return None
    required = read_requirements(files, os.path.join(folder, requirements)) if requirements else None
    if required is None:
        return frozenset()
    found: set[str] = set()
    for entry in required.entries:
        more = required_by(entry.name)
        # What an image has already is only installed anew, and so is what it requires. What extras bring is not known.
        is_there = all(entry.name in image.packages for image in images)
        if entry.requirement.extras or (more is None and not is_there):
            return None
        found.update(more or (), (entry.name,))
    return frozenset(found) if required.is_whole else None


def _of_class(job: Job) -> tuple[ImageContents, ...]:
    maker = job.setting("estimator_cls")
    name = maker.type.rpartition(".")[2] if maker is not None else job.class_name
    found = [each for each in repositories() if name in each.classes]
    if any(each.framework == "huggingface" for each in found):
        transformers = literal(job.setting("transformers_version"))
        versions = {base: literal(job.setting(f"{base}_version")) for base in _BELOW}
        return _with_python(_hugging_face(found, transformers, versions), literal(job.setting("py_version")))
    version = literal(job.setting("framework_version"))
    if not found or version is None:
        return ()
    return _with_python(images_with(found[0], version), literal(job.setting("py_version")))


def _hugging_face(
    found: Iterable[Repository], transformers: str | None, versions: Mapping[str, str | None]
) -> tuple[ImageContents, ...]:
    """Images of Hugging Face by the version of its library and that of the framework below."""
    if transformers is None:
        return ()
    return tuple(
        image
        for repository in found
        for base, version in versions.items()
        if version is not None and f"-{base}-" in repository.name
        for image in images_with(repository, f"{version}-transformers{transformers}")
    )


def _with_python(images: tuple[ImageContents, ...], python: str | None) -> tuple[ImageContents, ...]:
    """Those of them with a Python, given like ``py38``; all, if it is not given or has no minor version."""
    match = _PYTHON.fullmatch(python or "")
    return images if match is None else tuple(image for image in images if image.python == f"{match[1]}.{match[2]}")


def looked_up_version(image: Setting) -> Setting | None:
    """The version that a look-up of an image is given; None for what is no look-up."""
    given = (image.get("version") or image.get(_VERSION_AT)) if image.type in _RETRIEVE else None
    return given if given is not None and not image.open else None


def repository_looked_up(image: Setting, job: Job) -> str | None:
    """The name of the repository in which an image is looked up; None where it may be one of several, or is not known."""
    found = _repositories(image, job)
    return found[0].name if len(found) == 1 else None


def own_tag(image: Setting) -> tuple[str, str] | None:
    """Repository and tag of one of SageMaker's own images that is given by its URI."""
    uri = _URI.fullmatch(image.text or "") if image.known == "literal" else None
    return (uri[2], uri[3]) if uri is not None and is_registry(uri[1]) else None


def _repositories(image: Setting, job: Job) -> list[Repository]:
    framework = literal(image.get("framework") or image.get("0"))
    given = image.get("image_scope") or image.get(_SCOPE_AT)
    scope = literal(given) if not absent(given) else _SCOPES.get(job.kind or "", job.kind)
    return [each for each in repositories() if each.framework == framework and each.classes and scope in each.scopes]


def _looked_up(image: Setting, job: Job) -> tuple[ImageContents, ...]:
    framework = literal(image.get("framework") or image.get("0"))
    version = literal(image.get("version") or image.get(_VERSION_AT))
    found = _repositories(image, job)
    if not found or version is None or image.open:
        return ()
    python = literal(image.get("py_version") or image.get(_PYTHON_AT))
    if framework == "huggingface":
        base = re.fullmatch(r"(pytorch|tensorflow)([\d.]+)", literal(image.get("base_framework_version")) or "")
        return _with_python(_hugging_face(found, version, {base[1]: base[2]}), python) if base is not None else ()
    return _with_python(images_with(found[0], version), python)


def _of_uri(image: Setting) -> tuple[ImageContents, ...]:
    uri = _URI.fullmatch(image.text or "")
    found = next((each for each in repositories() if uri is not None and each.name == uri[2]), None)
    if uri is None or found is None or not is_registry(uri[1]):
        return ()
    tag = uri[3]
    # Images for EC2 hold less; the repositories of new frameworks have both kinds.
    if re.search(r"-(ec2|e3)\b", tag) or (not found.classes and "sagemaker" not in tag):
        return ()
    parts = tag.split("-")
    known = {"-".join(parts[:count]) for count in range(1, len(parts) + 1)}
    version = next((name for name in sorted(known, key=len, reverse=True) if images_with(found, name)), None)
    images = images_with(found, version) if version is not None else ()
    python = next((part for part in parts if re.fullmatch(r"py\d\d+", part)), None)
    device = "gpu" if re.search(r"-(gpu|cu\d)", tag) else "cpu"
    images = _with_python(images, python)
    return tuple(each for each in images if device in each.devices) or images
