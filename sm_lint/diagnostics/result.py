"""The result of a run."""

from __future__ import annotations

from dataclasses import dataclass

from sm_lint.diagnostics.display import as_html, as_text
from sm_lint.diagnostics.finding import Finding
from sm_lint.diagnostics.refusal import Refusal
from sm_lint.syntax.span import Problem


@dataclass(frozen=True, slots=True)
class FileChange:
    """The change that fixes made to one file: its bytes before and after."""

    path: str
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class RefusedFix:
    """A fix that was not applied, with the reason: one sentence without a full stop."""

    path: str
    reason: str
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class RunResult:
    """Everything that a run found.

    Attributes:
        findings: the findings to report, sorted.
        files: absolute paths of the linted files, sorted, including those with a cached verdict.
        internal_errors: number of internal errors of the linter; any of them makes the exit status 2.
        problems: mistakes in the configuration and missing paths, sorted; any of them makes the exit status 2.
        fixed: findings that were fixed, in order.
        changes: files that fixes changed, or would change, sorted by path.
        refused: fixes that were not applied.
        cached: number of `files` with a cached verdict.
        stale_baseline: baseline entries that matched nothing, as ``path: CODE``.
        warnings: remarks for ``--verbose``, such as a cache that could not be written.
        affected: files that were not named but have findings caused by a named one.
        unindexed: folders of projects with more files than are read for job definitions.
        ungoverned: container scripts that no contract and no job definition governs, sorted; empty if only the named
            files were considered.
        passed_over: cache folders that were not used although the configuration is correct, and why.
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
        """The first findings, one per line, and their number."""
        return as_text(self)

    def _repr_html_(self) -> str:
        """The same as a table, for notebooks."""
        return as_html(self)
