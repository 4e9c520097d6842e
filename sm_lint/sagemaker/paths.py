"""Container paths that SageMaker provides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from sm_lint.sagemaker.data import load

Access = Literal["read", "write", "both"]
Mode = Literal["read", "write", "probe", "delete"]

_REMEMBERED = 1024  # answers: many rules ask for the same paths


class PlatformPath(NamedTuple):
    """A place that exists without being declared.

    Attributes:
        path: absolute container path.
        jobs: kinds of job that have it.
        access: whether it is filled before the script starts, collected from it, or both.
        covers: ``file``; ``directory``, itself and nothing below it; or ``tree``, everything below it.
        meaning: what it is for.
        source: where the fact comes from.
        sdk: the only SDK dialect that provides it, None where both do.
    """

    path: str
    jobs: tuple[str, ...]
    access: Access
    covers: Literal["file", "directory", "tree"]
    meaning: str
    source: str
    sdk: str | None = None


@cache
def platform_paths() -> tuple[PlatformPath, ...]:
    """All of them, deepest first, so that the first that covers a path is the one that owns it."""
    entries = [
        PlatformPath(
            entry["path"],
            tuple(entry["jobs"]),
            entry["access"],
            entry["covers"],
            entry["meaning"],
            entry["source"],
            entry.get("sdk"),
        )
        for entry in load("paths")["path"]
    ]
    return tuple(sorted(entries, key=lambda entry: -entry.path.count("/")))


def root(name: Literal["reserved", "processing", "channels"]) -> str:
    """A root directory: everything reserved, processing inputs and outputs, training channels."""
    value: str = load("paths")["roots"][name]
    return value


def is_under(path: str, directory: str) -> bool:
    """Whether `path` is `directory` or lies below it; both absolute and normalized."""
    return path == directory or path.startswith(directory if directory.endswith("/") else directory + "/")


def is_container_path(path: str) -> bool:
    """Whether `path` lies in the part of a container that SageMaker reserves."""
    return is_under(path, root("reserved"))


@lru_cache(maxsize=_REMEMBERED)
def platform_place(path: str, job: str | None, mode: Mode | None = None, sdk: str | None = None) -> PlatformPath | None:
    """The platform's place that holds `path`, or None.

    Args:
        path: absolute, normalized container path.
        job: kind of job; None asks for any.
        mode: read or write where it must allow that; probes and deletions are allowed everywhere.
        sdk: dialect of the SDK; None asks for any.
    """
    for entry in places(job, mode, sdk):
        if path == entry.path or (entry.covers == "tree" and is_under(path, entry.path)):
            return entry
    return None


def places(job: str | None, mode: Mode | None = None, sdk: str | None = None) -> Iterator[PlatformPath]:
    """The places of a kind of job that allow a mode, deepest first; arguments as in :func:`platform_place`."""
    for entry in platform_paths():
        if job is not None and job not in entry.jobs:
            continue
        if sdk is not None and entry.sdk not in (None, sdk):
            continue
        if mode in ("read", "write") and entry.access not in (mode, "both"):
            continue
        yield entry


def channel_of(path: str) -> str | None:
    """Name of the training channel whose directory holds `path`, or None outside the channels."""
    head, separator, rest = path.partition(root("channels") + "/")
    if head or not separator:
        return None
    return rest.split("/", 1)[0] or None


def is_variant_of_channel(name: str, channel: str) -> bool:
    """Whether `name` is what Pipe mode makes of a channel, ``train_0``, or its manifest, ``train-manifest``.

    The manifest is not documented, so it is not shipped as a fact; it is recognised here so that it is not reported.
    """
    return re.fullmatch(re.escape(channel) + r"(_\d+|-manifest)", name) is not None


class Mistake(NamedTuple):
    """A place that is taken for one of the platform's, and the one that is meant."""

    path: str
    meant: str


@lru_cache(maxsize=_REMEMBERED)
def mistaken_place(path: str, job: str) -> Mistake | None:
    """What `path` was probably meant to be, or None for a path that is no known mistake in such a job."""
    for entry in load("paths")["mistake"]:
        if job not in entry["jobs"]:
            continue
        depth = entry["path"].count("/") + 1
        segments = path.split("/")[:depth]
        found = "/".join(segments)
        if len(segments) == depth and fnmatchcase(found, entry["path"]) and not _is_known(found, job):
            return Mistake(found, entry["meant"].replace("*", segments[-1]))
    return None


def _is_known(path: str, job: str) -> bool:
    return "*" in path or any(is_under(entry.path, path) or is_under(path, entry.path) for entry in _own_places(job))


def _own_places(job: str) -> Iterator[PlatformPath]:
    return (entry for entry in places(job) if entry.covers != "directory")


def is_lost(path: str) -> bool:
    """Whether a training job throws away what is saved at `path`: nothing is collected from there."""
    if not path.startswith("/"):
        return True
    if any(is_under(path, entry["path"]) for entry in load("paths")["lost"]):
        return True
    return (
        is_container_path(path)
        and not is_under(path, root("channels"))
        and platform_place(path, "training", "write") is None
    )


def host_of(path: str) -> str | None:
    """On whose machine a path exists that is none of a container's; None for all others."""
    return next((entry["meaning"] for entry in load("paths")["host"] if re.match(entry["pattern"], path)), None)
