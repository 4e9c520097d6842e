"""Skips a `check` run if nothing has changed since an earlier run."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sm_lint.cli.status import CLEAN
from sm_lint.cli.streams import ColorWish, is_terminal, silence, wants_color
from sm_lint.cli.verbs.check.nothing_found import nothing_found
from sm_lint.lint.caching.run_memo import Clean, RunMemo, Shown
from sm_lint.output.paint import Paint

if TYPE_CHECKING:
    from sm_lint.config.load import Resolver
    from sm_lint.diagnostics.result import RunResult
    from sm_lint.registry.selection import Selection
    from sm_lint.workspace.recording import Asked

_VIEW = ("quiet", "silent", "color", "exit_zero", "output_format", "statistics")
"""Flags that affect the report and not the findings."""
_INDIFFERENT = frozenset({*_VIEW, "jobs", "cache_dir"})
# Flags that need more than a report on standard output.
_MORE = (
    *("fix", "diff", "fix_only", "show_fixes", "add_noqa", "write_baseline", "show_files", "show_settings"),
    *("output_file", "verbose", "stdin_filename", "watch", "no_cache"),
)
_VARIABLES = ("CI_PROJECT_DIR", "GITHUB_WORKSPACE")
"""Environment variables that formats read."""


def past_run(given: Mapping[str, Any]) -> RunMemo | None:
    """The memo of the same command; None if the flags need more than a report.

    Args:
        given: the flags, by the names of :class:`~sm_lint.cli.verbs.check.options.CheckOptions`.
    """
    if "-" in given["paths"] or any(given[name] not in (None, False, ()) for name in _MORE):
        return None
    if os.environ.get("GITHUB_ACTIONS") or any(":" in item for item in given["output_format"]):
        return None
    command = repr(sorted(item for item in given.items() if item[0] not in _INDIFFERENT))
    plain = not given["output_format"] and not given["statistics"]
    return RunMemo(command, _view(given), os.getcwd(), given["cache_dir"] or "", plain)


def _view(given: Mapping[str, Any]) -> str:
    """Everything besides the findings that the report and the exit status depend on."""
    width = None
    if is_terminal(sys.stdout):
        from shutil import get_terminal_size

        width = get_terminal_size().columns
    color = wants_color(given["color"], sys.stdout)
    variables = [os.environ.get(name) for name in _VARIABLES]
    return repr([[given[name] for name in _VIEW], width, color, variables])


def remember(
    past: RunMemo,
    asked: Asked,
    result: RunResult,
    shown: Shown,
    for_people: bool,
    resolver: Resolver,
    selections: Sequence[Selection],
    cache_dir: str,
) -> None:
    """Let the next run be skipped if there was nothing to say besides the report.

    A project with its own plugins is linted every time: what they read is unknown.
    """
    from sm_lint.cli.messages import remarks
    from sm_lint.cli.verbs.check.summary import ungoverned

    more = result.fixed or result.problems or result.internal_errors or result.warnings
    said = any(remarks(result, selections, verbose=False, quiet=False))
    if more or said or any(settings.plugins for settings in resolver.resolved):
        return
    clean = None
    if past.plain and for_people and not result.findings:
        clean = Clean(len(result.files), ungoverned(result, past.cwd))
    past.remember(asked, shown, clean, cache_dir)


def say(outcome: Clean | Shown, quiet: bool, color: ColorWish) -> int:
    """Report a known outcome; returns the exit status."""
    if isinstance(outcome, Shown):
        status, text = outcome
    else:
        paint = Paint(wants_color(color, sys.stdout))
        status, text = CLEAN, "" if quiet else nothing_found(outcome.files, paint) + outcome.remark
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
    return status
