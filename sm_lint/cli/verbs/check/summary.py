"""The summary below a report for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from shlex import quote
from typing import TYPE_CHECKING

from sm_lint.cli.verbs.check.nothing_found import nothing_found
from sm_lint.output.paint import BOLD, CYAN, Paint
from sm_lint.output.text import count, shown_name
from sm_lint.workspace import disk

if TYPE_CHECKING:
    from sm_lint.diagnostics.finding import Finding
    from sm_lint.diagnostics.result import RunResult


def summary(result: RunResult, findings: Sequence[Finding], unsafe: bool, paint: Paint) -> Iterator[str]:
    """The number of findings, of fixes, and of possible fixes.

    Args:
        result: the result of the run.
        findings: the reported findings.
        unsafe: whether unsafe fixes were requested.
        paint: colours.
    """
    left, fixed = len(findings), len(result.fixed)
    if fixed:
        yield f"Found {count(left + fixed, 'finding')} ({fixed} fixed, {left} remaining).\n"
    elif left:
        yield f"Found {count(left, 'finding')}{_by_severity(findings)}.\n"
    else:
        yield nothing_found(len(result.files), paint)
    yield from _fixable(findings, unsafe, paint)


def ungoverned(result: RunResult, cwd: str) -> str:
    """The note that scripts are governed by no contract or job definition, with the command that helps; else empty.

    Args:
        result: the result of the run.
        cwd: working directory of the command.
    """
    found = result.ungoverned
    if not found:
        return ""
    verb, they, them = ("is", "it reads and writes", "") if len(found) == 1 else ("are", "they read and write", "s")
    said = f"{len(found)} script{them} {verb} governed by no contract and no job definition"
    shown = next((path for path in found if disk.is_file(path)), None)
    if shown is None:
        return f"{said}.\n"
    return f"{said}; `sm-lint inspect {quote(shown_name(shown, cwd))}` shows what {they}.\n"


def _by_severity(findings: Sequence[Finding]) -> str:
    levels = Counter(finding.severity.value for finding in findings)
    shown = [count(levels[name], name) for name in ("error", "warning") if levels[name]]
    if levels["info"]:
        shown.append(f"{levels['info']} info")
    return f" ({', '.join(shown)})"


def _fixable(findings: Sequence[Finding], unsafe: bool, paint: Paint) -> Iterator[str]:
    kinds = Counter(finding.fix.applicability.value for finding in findings if finding.fix is not None)
    safe, hidden = kinds["safe"], kinds["unsafe"]
    mark = f"[{paint('*', CYAN)}]"
    if unsafe and safe + hidden:
        yield f"{mark} {safe + hidden} fixable with `--fix --unsafe-fixes`.\n"
        return
    more = f" ({hidden} more with `--unsafe-fixes`)" if hidden else ""
    if safe:
        yield f"{mark} {safe} fixable with `--fix`{more}.\n"
    elif hidden:
        yield f"{hidden} unsafe {'fix' if hidden == 1 else 'fixes'} available (`--fix --unsafe-fixes`).\n"


def fixed_list(result: RunResult, cwd: str, paint: Paint) -> Iterator[str]:
    """The fixes, by file and rule."""
    if not result.fixed:
        return
    yield "Fixed:\n"
    by_file: dict[str, list[Finding]] = {}
    for finding in result.fixed:
        by_file.setdefault(finding.place.path, []).append(finding)
    for path, findings in sorted(by_file.items()):
        yield f"- {paint(shown_name(path, cwd), BOLD)}:\n"
        numbers = Counter((finding.code, finding.name) for finding in findings)
        for (code, name), number in sorted(numbers.items()):
            yield f"    {number} x {code} ({name})\n"
