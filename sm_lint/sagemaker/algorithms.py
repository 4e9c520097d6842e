"""The built-in algorithms of SageMaker, and the hyperparameters that each requires."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from sm_lint.patterns import regex
from sm_lint.sagemaker.data import load

_REPOSITORY = regex(r"^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?/(?:sagemaker-)?([a-z0-9-]+)(?::|@|$)")


class Algorithm(NamedTuple):
    """One algorithm.

    Attributes:
        name: as `image_uris.retrieve` has it.
        required: hyperparameters that have no default.
        if_given: more of them, by ``name=value`` or ``name`` of another.
        text: what a channel without a content type is taken for, ``libsvm`` or ``protobuf``; empty where CSV is no other choice.
        answers: content types that its model writes; empty where any may do.
        csv_served: versions whose model takes a request without a content type for CSV, whatever `text` is.
        train: whether the channel ``train`` is required.
        values: hyperparameters that take one of a few words, with these.
        only: content types that a training channel may have; empty where any may do.
        metrics: what it measures on the channel ``validation``; empty where that is not listed.
    """

    name: str
    required: tuple[str, ...]
    if_given: Mapping[str, tuple[str, ...]]
    text: str
    answers: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    csv_served: tuple[str, ...] = ()
    train: bool = False
    values: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    only: tuple[str, ...] = ()


@cache
def _algorithms() -> dict[str, Algorithm]:
    return {
        entry["name"]: Algorithm(
            entry["name"],
            tuple(entry["required"]),
            {key: tuple(names) for key, names in entry.get("if_given", {}).items()},
            entry.get("text", ""),
            tuple(entry.get("answers", ())),
            tuple(entry.get("metrics", ())),
            tuple(entry.get("csv_served", ())),
            entry.get("train", False),
            {key: tuple(words) for key, words in entry.get("values", {}).items()},
            tuple(entry.get("only", ())),
        )
        for entry in load("algorithms")["algorithm"]
    }


def algorithm(name: str) -> Algorithm | None:
    """The algorithm that `image_uris.retrieve` knows under a name; None for all else."""
    return _algorithms().get(name)


def algorithm_of_image(uri: str) -> Algorithm | None:
    """The algorithm of an image in one of SageMaker's registries; None for all other images."""
    match = _REPOSITORY.match(uri)
    return algorithm(match[1]) if match is not None else None
