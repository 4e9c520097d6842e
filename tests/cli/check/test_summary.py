"""The lines below a report for people."""

from __future__ import annotations

import pytest

from sm_lint.cli.messages import problem, remarks
from sm_lint.cli.verbs.check.summary import fixed_list, summary
from sm_lint.diagnostics.finding import Applicability, Finding, Fix, Severity
from sm_lint.diagnostics.result import RefusedFix, RunResult
from sm_lint.output.paint import Paint
from sm_lint.registry.selection import Selection
from sm_lint.syntax.span import Place, Problem, Span

PLAIN = Paint(False)


def finding(severity: Severity = Severity.ERROR, fix: Applicability | None = None) -> Finding:
    mended = Fix("mend", (), fix) if fix else None
    return Finding("SMC001", "unknown-input-path", severity, "m", Place("/p/a.py"), fix=mended)


def said(result: RunResult, unsafe: bool = False) -> str:
    return "".join(summary(result, result.findings, unsafe, PLAIN))


SAFE, UNSAFE = finding(fix=Applicability.SAFE), finding(fix=Applicability.UNSAFE)


@pytest.mark.parametrize(
    ("result", "unsafe", "expected"),
    [
        (RunResult(), False, "No files to check.\n"),
        (RunResult(files=("/p/a.py",)), False, "All checks passed!\n"),
        (RunResult((finding(),)), False, "Found 1 finding (1 error).\n"),
        (
            RunResult((finding(), finding(Severity.WARNING), finding(Severity.INFO))),
            False,
            "Found 3 findings (1 error, 1 warning, 1 info).\n",
        ),
        (RunResult((finding(),), fixed=(SAFE,)), False, "Found 2 findings (1 fixed, 1 remaining).\n"),
        (RunResult((SAFE,)), False, "Found 1 finding (1 error).\n[*] 1 fixable with `--fix`.\n"),
        (
            RunResult((SAFE, UNSAFE)),
            False,
            "Found 2 findings (2 errors).\n[*] 1 fixable with `--fix` (1 more with `--unsafe-fixes`).\n",
        ),
        (
            RunResult((UNSAFE,)),
            False,
            "Found 1 finding (1 error).\n1 unsafe fix available (`--fix --unsafe-fixes`).\n",
        ),
        (
            RunResult((SAFE, UNSAFE)),
            True,
            "Found 2 findings (2 errors).\n[*] 2 fixable with `--fix --unsafe-fixes`.\n",
        ),
    ],
)
def test_summary(result: RunResult, unsafe: bool, expected: str) -> None:
    assert said(result, unsafe) == expected


def test_fixed_list() -> None:
    lines = "".join(fixed_list(RunResult(fixed=(SAFE, SAFE)), "/p", PLAIN))
    assert lines == "Fixed:\n- a.py:\n    2 x SMC001 (unknown-input-path)\n"
    assert list(fixed_list(RunResult(), "/p", PLAIN)) == []


def test_remarks() -> None:
    result = RunResult(
        files=("/a", "/b"),
        cached=1,
        stale_baseline=("a.py: SMC001",),
        warnings=("cache\nbroke",),
        refused=(
            RefusedFix("/p/a.py", "a.py would not parse any more", SAFE),
            RefusedFix("/p/b.py", "b.py cannot be written: disk full"),
        ),
    )
    chosen = [Selection(frozenset(), redirected=(("SMC900", "SMC001"),), needs_preview=("SMC011",))] * 2
    unwritten = "not fixed: b.py cannot be written: disk full"
    assert list(remarks(result, chosen, verbose=False, quiet=True)) == [unwritten]
    assert list(remarks(result, chosen, verbose=False, quiet=False)) == [
        "SMC011 is a preview rule and was not run; enable it with `--preview`",
        "`SMC900` is now called SMC001",
        "the baseline knows a finding that is gone: a.py: SMC001",
        "not fixed: a.py would not parse any more",
        unwritten,
    ]
    assert list(remarks(result, chosen, verbose=True, quiet=True)) == [
        unwritten,
        "checked 2 files (1 from cache)",
        "cache\\nbroke",
    ]


def test_problem() -> None:
    found = Problem("SMX907", "unknown option `x`", Place("/p/pyproject.toml", Span(3, 1, 3, 2)), "did you mean `y`?")
    assert problem(found, "/p") == "pyproject.toml:3:1: SMX907 unknown option `x`; did you mean `y`?"
    assert problem(Problem("SMX907", "no", Place("/p/--config")), "/p") == "--config: SMX907 no"
