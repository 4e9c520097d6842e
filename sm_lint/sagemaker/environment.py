"""Environment variables that exist in a container without the user's doing."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from sm_lint.sagemaker.data import load
from sm_lint.sagemaker.paths import root

CHANNEL_PREFIX = "SM_CHANNEL_"
HYPERPARAMETER_PREFIX = "SM_HP_"

Setter = Literal["platform", "training-toolkit", "serving-toolkit", "image", "launcher", "aws", "system"]
Kind = Literal["text", "number", "json", "path"]


def variable_key(name: str) -> str:
    """The form in which names of variables, channels and hyperparameters are compared: ``SM_A_B`` for ``sm_a.b``."""
    return name.replace("-", "_").replace(".", "_").upper()


class PlatformVariable(NamedTuple):
    """A variable that somebody other than the user sets.

    Attributes:
        name: exact name, or a glob such as ``SM_CHANNEL_*``.
        jobs: kinds of job that have it.
        setter: who sets it.
        kind: what its text holds.
        path: its value, where that is a fixed container path.
        source: where the fact comes from.
        sdk: the only SDK dialect that sets it, None where both do.
    """

    name: str
    jobs: tuple[str, ...]
    setter: Setter
    kind: Kind
    path: str | None
    source: str
    sdk: str | None = None


@cache
def platform_variables() -> tuple[PlatformVariable, ...]:
    """All of them, in the order of the file."""
    return tuple(
        PlatformVariable(
            entry["name"],
            tuple(entry["jobs"]),
            entry["setter"],
            entry["kind"],
            entry.get("path"),
            entry["source"],
            entry.get("sdk"),
        )
        for entry in load("environment")["variable"]
    )


@cache
def _exact() -> dict[str, tuple[PlatformVariable, ...]]:
    table: dict[str, tuple[PlatformVariable, ...]] = {}
    for variable in platform_variables():
        table[variable.name] = (*table.get(variable.name, ()), variable)
    return table


@cache
def _globs() -> tuple[PlatformVariable, ...]:
    return tuple(variable for variable in platform_variables() if "*" in variable.name)


@lru_cache(maxsize=1024)
def platform_variable(name: str, job: str | None, sdk: str | None = None) -> PlatformVariable | None:
    """The entry that `name` is known under, or None.

    Args:
        name: exact name, or a glob such as ``SM_HP_*`` for a scan by prefix.
        job: kind of job; None asks for any.
        sdk: ``v2`` or ``v3``; None asks for either.
    """
    candidates = (*_exact().get(name, ()), *(entry for entry in _globs() if fnmatchcase(name, entry.name)))
    for entry in candidates:
        if (job is None or job in entry.jobs) and (sdk is None or entry.sdk in (None, sdk)):
            return entry
    return None


def is_platform_variable(name: str, job: str | None, sdk: str | None = None) -> bool:
    """Whether `name` exists in such a container without the user's doing; arguments as in :func:`platform_variable`."""
    return platform_variable(name, job, sdk) is not None


@cache
def platform_variable_names(job: str | None) -> frozenset[str]:
    """Exact names of the variables that such a container has; those of any kind of job for None."""
    return frozenset(
        entry.name for entry in platform_variables() if "*" not in entry.name and (job is None or job in entry.jobs)
    )


def environment_path(name: str, job: str | None, channels: Iterable[str] = ()) -> str | None:
    """The container path that a variable of the platform holds, or None.

    ``SM_CHANNEL_TRAIN`` is ``/opt/ml/input/data/train``, in the spelling of the declared channel where there is one
    and in lower case otherwise: a channel that is not declared still has a place that a finding can name.

    Args:
        name: exact name of the variable.
        job: kind of job; None asks for any.
        channels: names of the declared channels.
    """
    entry = platform_variable(name, job)
    if entry is None or entry.kind != "path":
        return None
    if entry.path is not None:
        return entry.path
    channel = channel_of_variable(name, channels)
    return f"{root('channels')}/{channel}" if channel else None


def channel_of_variable(name: str, channels: Iterable[str] = ()) -> str | None:
    """The channel of ``SM_CHANNEL_X``, in its declared spelling where it is declared; None for others."""
    if not name.startswith(CHANNEL_PREFIX) or name == CHANNEL_PREFIX:
        return None
    wanted = name[len(CHANNEL_PREFIX) :]
    return next((channel for channel in channels if channel.upper() == wanted), wanted.lower())


def channel_variable(channel: str) -> str:
    """The variable that holds a channel's directory: upper-cased, hyphens kept."""
    return CHANNEL_PREFIX + channel.upper()
