"""Registries of images that SageMaker pulls none from."""

from __future__ import annotations

from functools import cache

from sm_lint.sagemaker.data import load


def foreign_registry(image: str) -> str | None:
    """The registry of an image by its host, where that is a public one outside of private Amazon ECR; None for any other image."""
    host, _, rest = image.removeprefix("https://").removeprefix("http://").partition("/")
    if rest and host in _hosts():
        return host
    name = image.partition("@")[0].partition(":")[0]
    return "docker.io" if name in _hub() else None


@cache
def _hosts() -> frozenset[str]:
    return frozenset(load("registries")["hosts"])


@cache
def _hub() -> frozenset[str]:
    return frozenset(load("registries")["hub"])
