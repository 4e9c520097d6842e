"""What a run comes back with."""

from __future__ import annotations

from dataclasses import dataclass

from sm_lint.diagnostics.display import as_html, as_text
from sm_lint.diagnostics.finding import Finding
from sm_lint.diagnostics.refusal import Refusal
from sm_lint.syntax.span import Problem


@dataclass(frozen=True, slots=True)
class FileChange:
    """What fixes made of one file; the bytes on disk before and after."""

    path: str
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class RefusedFix:
    """A fix that was not applied, and why: one sentence without a full stop."""

    path: str
    reason: str
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class RunResult:
    """Everything a run found.

    Attributes:
        findings: what is left to report, sorted.
        files: absolute paths of the files that were looked at, sorted; those known to be clean included.
        internal_errors: how many times something broke inside the linter; any of them makes the exit status 2.
        problems: mistakes in the configuration and paths that are not there, sorted; any of them makes the exit status 2.
        fixed: findings that were mended, in the order in which it happened.
        changes: files that fixes changed, or would change, sorted by path.
        refused: fixes that were not applied.
        cached: how many of `files` were known to be clean.
        stale_baseline: baseline entries that matched nothing, as ``path: CODE``.
        warnings: remarks for ``--verbose``, such as a cache that could not be written.
        affected: files that were not named, and have findings whose cause is in one that was.
        unindexed: folders of projects that hold more files than are read for job definitions.
        ungoverned: container scripts that no contract and no job definition has anything to do with, sorted; empty where only
            the named files were to count.
        passed_over: cache folders that were not used although nothing is wrong with the configuration, and why.
    """

    findings: tuple[Finding, ...] = ()
    files: tuple[str, ...] = ()
    internal_errors: int = 0
    problems: tuple[Problem, ...] = ()
    fixed: tuple[Finding, ...] = ()
    changes: tuple[FileChange, ...] = ()
    refused: tuple[RefusedFix, ...] = ()
    cached: int = 0
    stale_baseline: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    passed_over: tuple[Refusal, ...] = ()
    affected: tuple[str, ...] = ()
    unindexed: tuple[str, ...] = ()
    ungoverned: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The first findings, a line for each, and how many there are."""
        return as_text(self)

    def _repr_html_(self) -> str:
        """The same as a table, for notebooks."""
        return as_html(self)
