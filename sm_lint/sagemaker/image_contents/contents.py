"""What SageMaker's own images hold, by repository and version; see index.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from sm_lint.sagemaker.data import load

Basis = Literal["lock", "resolved", "dockerfile", "requirements"]
_COMPLETE = frozenset({"lock", "resolved"})


class Repository(NamedTuple):
    """A repository of images.

    Attributes:
        name: its last part in the URI of an image.
        files: how many files have its images.
        framework: how `image_uris.retrieve` calls it.
        classes: classes of the SDK that run its images.
        scopes: kinds of jobs that it is for.
        modules: first names of modules that no distribution installs.
    """

    name: str
    files: int
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
        basis: how much is known; only with ``lock`` and ``resolved`` does it lack what is not among its packages.
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
            entry["files"],
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
    numbers = range(1, repository.files + 1)
    return tuple(
        image for number in numbers for image in _images(repository, load(f"image_contents/{repository.name}.{number}"))
    )


def _images(repository: Repository, data: Mapping[str, Any]) -> Iterator[ImageContents]:
    """The images of a file; one that is `like` another has what that has, but for what it is `without`."""
    found: list[dict[str, str]] = []
    for entry in data["image"]:
        without = frozenset(entry.get("without", "").split())
        before = found[entry["like"]] if "like" in entry else {}
        found.append({name: version for name, version in before.items() if name not in without})
        found[-1].update(read_packages(entry["packages"]))
        yield ImageContents(
            repository,
            tuple(entry["versions"]),
            tuple(entry["scopes"]),
            tuple(entry["devices"]),
            entry["python"],
            entry["basis"],
            entry["source"],
            dict(sorted(found[-1].items())),
        )


def images_with(repository: Repository, version: str) -> tuple[ImageContents, ...]:
    """Known images of a repository that a version may mean: one for each device and Python, and of `2.1` all patches.

    Versions of Hugging Face are ``2.1.0-transformers4.36.0``, and either part may lack its last number.
    """
    exact = tuple(image for image in images_of(repository) if version in image.versions)
    if exact or not re.fullmatch(r"[\d.]+(-transformers[\d.]+)?", version):
        return exact
    pattern = re.compile(
        "-transformers".join(rf"{re.escape(part)}(?:\.\d+)*" for part in version.split("-transformers"))
    )
    return tuple(image for image in images_of(repository) if any(map(pattern.fullmatch, image.versions)))


def importable(image: ImageContents) -> frozenset[str]:
    """First names of the modules that an image is known to have, beside the standard library."""
    known = modules_by_distribution()
    return frozenset(image.repository.modules).union(*(known.get(name, ()) for name in image.packages))


def lacks(image: ImageContents, module: str) -> bool:
    """Whether an image certainly has no module, given by its first name, that is not of the standard library.

    Where it is not known of all of its packages what they install, only a module that others are known to install is lacking.
    """
    if image.basis not in _COMPLETE or module in importable(image):
        return False
    known = modules_by_distribution()
    unknown = [name for name in image.packages if name not in known]
    if not unknown:
        return True
    # A distribution mostly installs a module of its name.
    return not any(_is_near(name, module) for name in unknown) and any(
        module in modules for name, modules in known.items() if name not in image.packages
    )


def _is_near(distribution: str, module: str) -> bool:
    return module.lower().replace("_", "-") in distribution or distribution in module.lower().replace("_", "-")


def required_by(distribution: str) -> frozenset[str] | None:
    """All that a distribution requires, directly or not, in any of its versions of the last years; None where that is not known."""
    table: Mapping[str, str] = load("image_contents/requires")["requires"]
    if distribution not in table:
        return None
    pending, reached = [distribution], {distribution}
    while pending:
        for name in table.get(pending.pop(), "").split():
            if name not in reached:
                reached.add(name)
                pending.append(name)
    return frozenset(reached)


def may_install(distributions: Iterable[str], module: str) -> bool:
    """Whether any of some distributions installs a module, or may do so, because it is not known what it installs."""
    known = modules_by_distribution()
    return any(module in known[name] if name in known else _is_near(name, module) for name in distributions)


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
