"""Reports for programs that use the library."""

from __future__ import annotations

import os
from collections.abc import Iterable

from sm_lint.diagnostics.finding import Finding
from sm_lint.diagnostics.result import RunResult
from sm_lint.output.context import RenderContext
from sm_lint.output.formats import NAMES, load
from sm_lint.output.rule_texts import describer
from sm_lint.spelling import did_you_mean, suggest


def format_result(
    result: RunResult | Iterable[Finding],
    format: str = "full",
    *,
    cwd: str | None = None,
    color: bool = False,
    plugins: Iterable[str] = (),
) -> str:
    """The report that ``sm-lint check --output-format`` writes.

    Args:
        result: the result of a run, or some of its findings, sorted.
        format: one of the output formats, such as ``full``, ``json`` or ``sarif``.
        cwd: folder against which paths are relative; defaults to the working directory.
        color: whether to write ANSI colours, in formats for people.
        plugins: packages of additional rules, like the option of that name: SARIF describes the rules with findings.

    Raises:
        ValueError: the format does not exist.
    """
    if format not in NAMES:
        raise ValueError(f"there is no output format `{format}`{did_you_mean(suggest(format, NAMES), ': ')}")
    findings = tuple(result.findings if isinstance(result, RunResult) else result)
    context = RenderContext(cwd=os.path.abspath(cwd or os.getcwd()), color=color, describe=describer(tuple(plugins)))
    return "".join(load(format).render(findings, context))
