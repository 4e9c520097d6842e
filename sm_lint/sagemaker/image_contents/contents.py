"""What SageMaker's own images hold, by repository and version; see index.toml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from sm_lint.sagemaker.data import load

Basis = Literal["lock", "dockerfile", "requirements"]


class Repository(NamedTuple):
    """A repository of images.

    Attributes:
        name: its last part in the URI of an image.
        framework: how `image_uris.retrieve` calls it.
        classes: classes of the SDK that run its images.
        scopes: kinds of jobs that it is for.
        modules: first names of modules that no distribution installs.
    """

    name: str
    framework: str
    classes: tuple[str, ...]
    scopes: tuple[str, ...]
    modules: tuple[str, ...]


class ImageContents(NamedTuple):
    """One image.

    Attributes:
        repository: where it lies.
        versions: versions in its tags.
        scopes: kinds of jobs that run it.
        devices: ``cpu``, ``gpu``.
        python: its Python, such as ``3.12``.
        basis: how much is known; only with ``lock`` does it lack what is not among its packages.
        source: where that is from.
        packages: versions by distribution, as PEP 503 names; empty where the version is not known.
    """

    repository: Repository
    versions: tuple[str, ...]
    scopes: tuple[str, ...]
    devices: tuple[str, ...]
    python: str
    basis: Basis
    source: str
    packages: Mapping[str, str]


@cache
def repositories() -> tuple[Repository, ...]:
    """All repositories with known images."""
    return tuple(
        Repository(
            entry["name"],
            entry["framework"],
            tuple(entry["classes"]),
            tuple(entry["scopes"]),
            tuple(entry.get("modules", ())),
        )
        for entry in load("image_contents/index")["repository"]
    )


@cache
def images_of(repository: Repository) -> tuple[ImageContents, ...]:
    """All known images of a repository."""
    data = load(f"image_contents/{repository.name}")
    return tuple(_image(repository, data.get("shared", ""), entry) for entry in data["image"])


def _image(repository: Repository, shared: str, entry: Mapping[str, Any]) -> ImageContents:
    return ImageContents(
        repository,
        tuple(entry["versions"]),
        tuple(entry["scopes"]),
        tuple(entry["devices"]),
        entry["python"],
        entry["basis"],
        entry["source"],
        dict(sorted(read_packages(shared + " " + entry["packages"]).items())),
    )


def images_with(repository: Repository, version: str) -> tuple[ImageContents, ...]:
    """Known images of a repository with a version: one for each device."""
    return tuple(image for image in images_of(repository) if version in image.versions)


def importable(image: ImageContents) -> frozenset[str]:
    """First names of the modules that an image is known to have, beside the standard library."""
    known = modules_by_distribution()
    return frozenset(image.repository.modules).union(*(known.get(name, ()) for name in image.packages))


def lacks(image: ImageContents, module: str) -> bool:
    """Whether an image certainly has no module, given by its first name, that is not of the standard library.

    Where it is not known of all of its packages what they install, only a module that others are known to install is lacking.
    """
    if image.basis != "lock" or module in importable(image):
        return False
    known = modules_by_distribution()
    if all(name in known for name in image.packages):
        return True
    return any(module in modules for name, modules in known.items() if name not in image.packages)


def read_packages(text: str) -> dict[str, str]:
    """Versions by distribution from ``numpy==2.1.0 pip``; empty where there is none."""
    return {name: version for name, _, version in (word.partition("==") for word in text.split())}


@cache
def modules_by_distribution() -> Mapping[str, frozenset[str]]:
    """First names of the modules that distributions install; those of which that is not known are left out."""
    return dict(_modules(load("image_contents/modules")))


def _modules(data: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[str]]]:
    for name in data["alike"].split():
        yield name, frozenset({name.replace("-", "_")})
    for name, modules in data["modules"].items():
        yield name, frozenset(modules.split())
