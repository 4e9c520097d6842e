"""Skips a `check` run if nothing has changed since a clean run."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sm_lint.cli.check.summary import nothing_found, ungoverned
from sm_lint.cli.streams import ColorWish, silence, wants_color
from sm_lint.lint.caching.run_memo import Outcome, RunMemo
from sm_lint.output.paint import Paint

if TYPE_CHECKING:
    from sm_lint.config.load import Resolver
    from sm_lint.diagnostics.result import RunResult
    from sm_lint.registry.selection import Selection
    from sm_lint.workspace.recording import Asked

# Flags that do not affect the findings.
_INDIFFERENT = frozenset({"quiet", "silent", "color", "jobs", "cache_dir", "exit_zero"})
# Flags that need more than the result that nothing was found.
_MORE = (
    *("fix", "diff", "fix_only", "show_fixes", "add_noqa", "write_baseline", "show_files", "show_settings"),
    *("output_format", "output_file", "statistics", "verbose", "stdin_filename", "watch", "no_cache"),
)


def past_run(given: Mapping[str, Any]) -> RunMemo | None:
    """The memo of the same command; None if the flags need more than a verdict.

    Args:
        given: the flags, by the names of :class:`~sm_lint.cli.check.options.CheckOptions`.
    """
    if "-" in given["paths"] or any(given[name] not in (None, False, ()) for name in _MORE):
        return None
    if os.environ.get("GITHUB_ACTIONS"):
        return None
    command = repr(sorted(item for item in given.items() if item[0] not in _INDIFFERENT))
    return RunMemo(command, os.getcwd(), given["cache_dir"] or "")


def remember(
    past: RunMemo,
    asked: Asked,
    result: RunResult,
    resolver: Resolver,
    selections: Sequence[Selection],
    cache_dir: str,
) -> None:
    """Let the next run be skipped if there was nothing to report.

    A project with its own plugins is linted every time: what they read is unknown.
    """
    from sm_lint.cli.messages import remarks

    found = result.findings or result.fixed or result.problems or result.internal_errors or result.warnings
    said = any(remarks(result, selections, verbose=False, quiet=False))
    if not found and not said and not any(settings.plugins for settings in resolver.resolved):
        past.remember(asked, Outcome(len(result.files), ungoverned(result, past.cwd)), cache_dir)


def say_clean(outcome: Outcome, quiet: bool, color: ColorWish) -> None:
    """Report a clean run."""
    if quiet:
        return
    try:
        sys.stdout.write(nothing_found(outcome.files, Paint(wants_color(color, sys.stdout))) + outcome.remark)
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
