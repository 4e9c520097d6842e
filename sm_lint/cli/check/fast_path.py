"""Runs of `check` that are spared because nothing has changed since one that found nothing."""

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

# What these flags say changes nothing in what is found.
_INDIFFERENT = frozenset({"quiet", "silent", "color", "jobs", "cache_dir", "exit_zero"})
# Whoever gives one of these wants more than to hear that nothing was found.
_MORE = (
    *("fix", "diff", "fix_only", "show_fixes", "add_noqa", "write_baseline", "show_files", "show_settings"),
    *("output_format", "output_file", "statistics", "verbose", "stdin_filename", "watch", "no_cache"),
)


def past_run(given: Mapping[str, Any]) -> RunMemo | None:
    """What is remembered of the same command; None where more is asked for than a verdict.

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
    """Spare the next run where there was nothing at all to say.

    A project with plugins of its own is looked at each time: what they read is not known.
    """
    from sm_lint.cli.messages import remarks

    found = result.findings or result.fixed or result.problems or result.internal_errors or result.warnings
    said = any(remarks(result, selections, verbose=False, quiet=False))
    if not found and not said and not any(settings.plugins for settings in resolver.resolved):
        past.remember(asked, Outcome(len(result.files), ungoverned(result, past.cwd)), cache_dir)


def say_clean(outcome: Outcome, quiet: bool, color: ColorWish) -> None:
    """What a run says that found nothing."""
    if quiet:
        return
    try:
        sys.stdout.write(nothing_found(outcome.files, Paint(wants_color(color, sys.stdout))) + outcome.remark)
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
