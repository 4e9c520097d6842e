"""What can be imported in SageMaker's own images."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sm_lint.sagemaker.data import load


def modules_of_image(class_name: str) -> frozenset[str] | None:
    """First names of the modules in the image that a class of the SDK runs; None where its content is not known."""
    for entry in load("images")["image"]:
        if class_name in entry["classes"]:
            return frozenset(entry["modules"]) if "modules" in entry else None
    return None


def runs_own_image(class_name: str) -> bool:
    """Whether a class of the SDK runs an image of SageMaker's own, unless it is given another."""
    return any(class_name in entry["classes"] for entry in load("images")["image"])


def depends_on_instance(framework: str) -> bool:
    """Whether `image_uris.retrieve` finds another image of a framework for another kind of instance."""
    return framework in load("images")["look-up"]["by-instance"]


def distribution_of(module: str) -> str:
    """The distribution that a module is installed from, as a PEP 503 name, to the best of knowledge."""
    names: dict[str, str] = load("images")["names"]
    return normalised(names.get(module, module))


def normalised(name: str) -> str:
    """The PEP 503 form of a distribution's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def provides(distributions: Iterable[str], module: str) -> bool:
    """Whether any of some distributions, given as PEP 503 names, is one that `module` may come from.

    Variants of a distribution count: ``opencv-python-headless``, ``psycopg2-binary``, ``tensorflow-gpu``.
    """
    wanted = {distribution_of(module), normalised(module)}
    return any(
        name in wanted or any(name.startswith(f"{stem}-") or name.removeprefix("python-") == stem for stem in wanted)
        for name in distributions
    )


def requirement_names(text: str) -> frozenset[str] | None:
    """Distributions that a requirements file asks for; None where it holds more: options, URLs, paths."""
    found: set[str] = set()
    for line in text.splitlines():
        entry = line.partition("#")[0].strip()
        if not entry:
            continue
        match = re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*(?=\s*(\[|[<>=!~;@]|$))", entry)
        if match is None or entry.startswith("-"):
            return None
        found.add(normalised(match[0]))
    return frozenset(found)
