"""Policies as they are in force: which jobs they are about, and what is expected of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.syntax.span import Place

Unknown = Literal["silent", "warn", "error"]
Plain: TypeAlias = "str | int | bool | tuple[str, ...] | tuple[int, ...] | tuple[tuple[str, Tests], ...]"
Tests: TypeAlias = "tuple[tuple[str, Plain], ...]"
"""Comparisons by name, with what is wanted: ``(("min", 1), ("max", 4))``; those of single tags are nested."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation of a policy.

    Attributes:
        field: its name in TOML, such as ``max-runtime``; see expectations.toml.
        tests: its comparisons.
        place: where it is written; for that of a pack, where the policy extends the pack.
        kinds: kinds of job that it is limited to; empty for those of the policy.
        pack: the pack that it comes from; empty for one of the policy itself.
        control: names of the published controls that it restates; empty for one of the policy itself.
    """

    field: str
    tests: Tests
    place: Place
    kinds: tuple[JobKind, ...] = ()
    pack: str = ""
    control: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy.

    Attributes:
        name: its name in the configuration.
        place: where its table begins.
        kinds: kinds of job that it is about; empty for all.
        dialects: dialects of definitions that it is about; empty for all.
        steps, pipelines: patterns of names; empty for jobs in and outside of pipelines.
        paths: patterns of files, as in :mod:`sm_lint.config.glob`; empty for all.
        unknown: what to do about a value that cannot be read from the definition.
        reason: why it is demanded; shown with each finding.
        extends: the packs that it builds on.
        expectations: those of its packs, then its own.
    """

    name: str
    place: Place
    kinds: tuple[JobKind, ...] = ()
    dialects: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    pipelines: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    unknown: Unknown = "silent"
    reason: str = ""
    extends: tuple[str, ...] = ()
    expectations: tuple[Expectation, ...] = ()
