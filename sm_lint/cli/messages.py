"""The messages on standard error."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from sm_lint.config.layer import COMMAND_LINE, INLINE
from sm_lint.diagnostics.refusal import Refusal
from sm_lint.diagnostics.result import RunResult
from sm_lint.links import NEW_ISSUE
from sm_lint.output.text import count, one_line, shown_name, shown_place
from sm_lint.registry.selection import Selection
from sm_lint.syntax.span import Place, Problem
from sm_lint.version import __version__


def internal_error(error: Exception) -> str:
    """The message of an internal error, and how to report it."""
    import platform
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].name}:{frames[-1].lineno}" if frames else ""
    said = one_line(str(error)) or "no message"
    return (
        f"Error: sm-lint broke: {type(error).__name__}{where}: {said}\n"
        f"  sm-lint {__version__}, Python {platform.python_version()}, {platform.system()}\n"
        f"  Please report this at {NEW_ISSUE}\n"
        "  with the output of the same command under SM_LINT_DEBUG=1, which shows the traceback."
    )


def problem(found: Problem, cwd: str) -> str:
    """A mistake in the configuration: place, message and hint."""
    hint = f"; {one_line(found.hint)}" if found.hint else ""
    return f"{problem_place(found.place, cwd)}: {found.code} {one_line(found.message)}{hint}"


def problem_place(place: Place, cwd: str) -> str:
    """The place of a mistake in the configuration: in a file, or in a part of the command line."""
    name = os.path.basename(place.path)
    return name if name in (COMMAND_LINE, INLINE) else shown_place(place, cwd)


def cache_refused(refusal: Refusal) -> str:
    """Why a folder is not used as a cache, and how to fix it."""
    return f"the cache {shown_name(refusal.directory, os.getcwd())} {refusal.reason}; {refusal.hint}"


def _unindexed(folder: str) -> str:
    """The note that a project exceeds the limits of its index, and how to fix it."""
    return (
        f"the project {shown_name(folder, os.getcwd())} has more files than are read for job definitions, so some may be"
        " missed; name those that count as `definitions`, leave folders out with `exclude`, or use --no-index"
    )


def remarks(result: RunResult, selections: Iterable[Selection], verbose: bool, quiet: bool) -> Iterator[str]:
    """The messages of a run besides its findings."""
    if not quiet:
        yield from map(cache_refused, result.passed_over)
        yield from map(_unindexed, result.unindexed)
        yield from dict.fromkeys(said for selection in selections for said in _of_selection(selection))
        for entry in result.stale_baseline:
            yield f"the baseline knows a finding that is gone: {one_line(entry)}"
    for refused in result.refused:
        if not quiet or refused.finding is None:  # it must not look as if the file had been written
            yield f"not fixed: {one_line(refused.reason)}"
    if verbose:
        yield f"checked {count(len(result.files), 'file')} ({result.cached} from cache)"
        yield from (one_line(warning) for warning in result.warnings)


def _of_selection(selection: Selection) -> Iterator[str]:
    for code in selection.needs_preview:
        yield f"{code} is a preview rule and was not run; enable it with `--preview`"
    for former, code in selection.redirected:
        yield f"`{one_line(former)}` is now called {code}"
