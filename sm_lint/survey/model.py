"""What is known of the container scripts of a project; everything can be sent to another process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.finding import Finding
from sm_lint.diagnostics.result import RunResult
from sm_lint.graph.model import Graph
from sm_lint.jobs.definition.model import Job
from sm_lint.output.text import shown_path
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.syntax.span import Place

Origin = Literal["declared", "implied", "inferred", "none"]
"""Where the contracts of a script come from: configuration, job definitions, the script itself, or nowhere."""
UseKind = Literal["read", "write", "variable", "argument"]
Aspect = Literal["inputs", "outputs", "environment", "arguments", "requirements", "other"]
ASPECTS: tuple[Aspect, ...] = ("inputs", "outputs", "environment", "arguments", "requirements", "other")
Status = Literal["error", "warning", "info", "open", "pass", "none"]
"""Outcome of comparing a script with a contract: the worst finding; ``open`` where nothing was found but something
could not be determined; ``none`` where there is nothing to compare."""


@dataclass(frozen=True, slots=True)
class Use:
    """A container path, environment variable or argument that a script uses.

    Attributes:
        value: the path, with ``*`` for unknown parts; the variable's name; the argument's longest flag.
        place: the first such use in the script.
        declared: whether a contract names it, or the platform provides it.
        default: literal default of a variable or argument.
    """

    kind: UseKind
    value: str
    place: Place
    declared: bool = False
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Something about a script that could not be determined.

    Attributes:
        subject: ``path``, ``environment``, ``argument`` or ``control``.
        why: the reason in words.
    """

    place: Place
    subject: str
    why: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """The facts of one script, without its findings.

    Attributes:
        path: absolute path of the script as a module: a script that a notebook cell writes has the written path.
        file: absolute path of the file that contains it.
        kind: kind of job; None if it is not known.
        origin: where `contracts` come from.
        contracts: those that govern it.
        jobs: jobs that launch it.
        uses: what it uses, in order of execution, each once.
        gaps: what could not be determined.
        incomplete: subjects of which it is not known whether the script does more: ``path``, ``environment``,
            ``argument``.
        error: why there are no facts; empty if there are.
        extent: the parts of `file` that it consists of, as (cell or 0, first line, last line); empty for all of it.
    """

    path: str
    file: str
    kind: JobKind | None = None
    origin: Origin = "none"
    contracts: tuple[Contract, ...] = ()
    jobs: tuple[Job, ...] = ()
    uses: tuple[Use, ...] = ()
    gaps: tuple[Gap, ...] = ()
    incomplete: tuple[str, ...] = ()
    error: str = ""
    extent: tuple[tuple[int, int, int], ...] = ()

    def contains(self, place: Place) -> bool:
        """Whether a place is in the script."""
        if place.path != self.file or not self.extent:
            return place.path == self.file
        cell, line = place.cell or 0, place.span.line
        return any(cell == own and first <= line <= last for own, first, last in self.extent)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what scripts use their contracts name.

    Attributes:
        used: number of paths, variables and arguments that are known to be used.
        declared: number of these that a contract names or the platform provides.
        unknown: number of places where it could not be determined what is used.
    """

    used: int = 0
    declared: int = 0
    unknown: int = 0

    def __add__(self, other: Coverage) -> Coverage:
        return Coverage(self.used + other.used, self.declared + other.declared, self.unknown + other.unknown)

    @property
    def share(self) -> float:
        """From 0 to 1; 1 where nothing is used."""
        whole = self.used + self.unknown
        return self.declared / whole if whole else 1.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """A script compared with one contract.

    Attributes:
        contract: None for a script that nothing governs.
        status: the worst of `aspects`.
        aspects: the outcome by aspect, in the order of :data:`ASPECTS`.
        findings: those that concern the two, in the order of the run.
    """

    contract: Contract | None
    status: Status
    aspects: tuple[tuple[Aspect, Status], ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """A script with its findings, and its comparison with each of its contracts."""

    analysis: Analysis
    comparisons: tuple[Comparison, ...]
    findings: tuple[Finding, ...]
    coverage: Coverage

    @property
    def path(self) -> str:
        """Absolute path of the script as a module."""
        return self.analysis.path

    def name(self, base: str) -> str:
        """Its name in reports: the path, and the notebook whose cell writes it; `base` is as for paths."""
        path, file = shown_path(self.analysis.path, base), shown_path(self.analysis.file, base)
        return path if self.analysis.path == self.analysis.file else f"{path} in {file}"


@dataclass(frozen=True, slots=True)
class Link:
    """One end of the way of some data: an input or output of a job, and what is at the other end.

    Attributes:
        step: label of the step or job that has the input or output.
        port: logical name of the input or output.
        path: its container path; empty if it is not known.
        other: label of the step at the other end, or name of an external place.
        other_port: logical name there; empty for an external place.
        other_script: absolute path of the script at the other end; None if there is none or it was not found.
        outside: kind of the external place, such as ``parameter``; empty for a step.
    """

    step: str
    port: str
    path: str
    other: str
    other_port: str = ""
    other_script: str | None = None
    outside: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of some files and folders.

    Attributes:
        base: absolute folder against which paths are shown.
        scripts: sorted by path.
        unused: contracts without a surveyed script, such as steps without a script, in the order of their files.
        graphs: the pipelines that launch these scripts, or are defined in the files.
        sources, targets: for a script, what its inputs receive, and what receives its outputs; by absolute path.
        result: the run that they come from.
    """

    base: str
    scripts: tuple[Script, ...]
    unused: tuple[Contract, ...]
    graphs: tuple[Graph, ...]
    sources: dict[str, tuple[Link, ...]]
    targets: dict[str, tuple[Link, ...]]
    result: RunResult
