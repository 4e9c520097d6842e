"""What the packages that a script imports come from: the image of its job, or a requirements file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from sm_lint.flow.facts import ScriptFacts
from sm_lint.jobs.definition.model import Job
from sm_lint.judgement.files.image_packages import brought_by, images_of_job, name_of, python_of_job, requirements_of
from sm_lint.judgement.files.requirements_files import Requirements, read_requirements
from sm_lint.judgement.files.shipping import foreign_imports
from sm_lint.sagemaker.image_contents.contents import ImageContents, lacks, may_install, modules_by_distribution
from sm_lint.sagemaker.images import normalised
from sm_lint.sagemaker.python_names import Version
from sm_lint.syntax.span import Place
from sm_lint.workspace.view import FileView

Source = Literal["requirements", "image", "missing", "unknown"]


class Package(NamedTuple):
    """A package that a script imports.

    Attributes:
        module: first name of the module.
        source: what it comes from; ``missing`` if it is certainly neither required nor in the image.
        distribution: what installs it; empty if that is not known.
        version: version or specifier; empty if there is none.
        place: where it is required; None otherwise.
    """

    module: str
    source: Source
    distribution: str = ""
    version: str = ""
    place: Place | None = None


class Surroundings(NamedTuple):
    """What a job runs its script in.

    Attributes:
        job: the job.
        image: name and version of one of SageMaker's own images; empty if that is not known.
        python: its Python; None if that is not known.
        packages: those that the script imports, beside the standard library and the project.
    """

    job: Job
    image: str
    python: Version | None
    packages: tuple[Package, ...]


def surroundings(files: FileView, facts: ScriptFacts, jobs: Iterable[Job]) -> Iterator[Surroundings]:
    """What is known of the images and requirements of the jobs that launch a script; jobs of which nothing is known are left out."""
    modules = sorted({fact.module.partition(".")[0] for fact in foreign_imports(facts)})
    for job in jobs:
        folder = job.script.source_dir if job.script is not None else None
        name = requirements_of(job)
        required = read_requirements(files, os.path.join(folder, name)) if folder is not None and name else None
        images, python = images_of_job(job), python_of_job(job)
        if images or python is not None or required is not None:
            brought = brought_by(files, folder, images, name)
            packages = tuple(_package(module, images, required, brought) for module in modules)
            yield Surroundings(
                job, name_of(images) if images else "", python[0] if python is not None else None, packages
            )


def _package(
    module: str, images: tuple[ImageContents, ...], required: Requirements | None, brought: frozenset[str] | None
) -> Package:
    known = modules_by_distribution()
    for entry in required.entries if required is not None else ():
        if module in known.get(entry.name, ()) or entry.name == normalised(module):
            return Package(module, "requirements", entry.name, str(entry.requirement.specifier), entry.place)
    for image in images[:1]:
        for name, version in image.packages.items():
            if module in known.get(name, ()):
                return Package(module, "image", name, version)
        if module in image.repository.modules:
            return Package(module, "image")
    lacking = images and brought is not None and all(lacks(image, module) for image in images)
    return Package(module, "missing" if lacking and not may_install(brought or (), module) else "unknown")
