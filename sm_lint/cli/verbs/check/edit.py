"""The modes of `check` that write: a baseline, or suppression comments."""

from __future__ import annotations

import os
from dataclasses import replace

import click

from sm_lint.cli.status import BAD, CLEAN
from sm_lint.cli.verbs.check.run import CheckRun
from sm_lint.output.text import count, shown_name

BASELINE = "sm-lint-baseline.json"


def write_baseline(check: CheckRun) -> int:
    """Lint without a baseline, and write one with all findings.

    Raises:
        BaselineError: it cannot be written, or a file that is not a baseline has its name.
    """
    from sm_lint.diagnostics.lines import LineTexts
    from sm_lint.lint.run.baseline import expect_replaceable, write

    path = check.settings.baseline or os.path.join(check.settings.root, BASELINE)
    expect_replaceable(path)
    result = check.lint(baseline=False)
    check.remark(result)
    if result.problems or result.internal_errors:
        check.report(result, check.targets())
        return BAD
    number = write(path, result.findings, LineTexts())
    if not check.options.quiet:
        click.echo(f"wrote {count(number, 'finding')} to {shown_name(path, check.cwd)}", err=True)
        if check.settings.baseline is None:
            click.echo(f'add `baseline = "{BASELINE}"` to the configuration to hide them', err=True)
    return CLEAN


def add_noqa(check: CheckRun, reason: str) -> int:
    """Suppress all findings by comments, and report those that cannot be suppressed.

    Raises:
        PluginError: a rule package cannot be used.
    """
    result = check.add_noqa(reason)
    check.remark(result)
    if not check.options.quiet:
        said = f"suppressed {count(len(result.fixed), 'finding')} in {count(len(result.changes), 'file')}"
        click.echo(said, err=True)
    if result.findings:
        check.report(replace(result, fixed=(), refused=()), check.targets())
    return check.status(replace(result, fixed=()), result.findings)
