"""What is said on standard error."""

from __future__ import annotations

import os
from collections.abc import Iterator

from sm_lint.config.layer import COMMAND_LINE
from sm_lint.config.load import INLINE
from sm_lint.links import NEW_ISSUE
from sm_lint.lint.result import RunResult
from sm_lint.output.text import count, encodable, one_line, shown_place
from sm_lint.syntax.span import Problem
from sm_lint.version import __version__


def internal_error(error: Exception) -> str:
    """Where something broke inside, and how to report it."""
    import platform
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].name}:{frames[-1].lineno}" if frames else ""
    said = one_line(str(error)) or "no message"
    return (
        f"error: sm-lint broke: {type(error).__name__}{where}: {said}\n"
        f"  sm-lint {__version__}, Python {platform.python_version()}, {platform.system()}\n"
        f"  Please report this at {NEW_ISSUE}\n"
        "  with the output of the same command under SM_LINT_DEBUG=1, which shows the traceback."
    )


def problem(found: Problem, cwd: str) -> str:
    """A mistake in the configuration: where, what, and what to do about it."""
    hint = f"; {encodable(found.hint)}" if found.hint else ""
    name = os.path.basename(found.place.path)
    where = name if name in (COMMAND_LINE, INLINE) else shown_place(found.place, cwd)
    return f"{where}: {found.code} {encodable(found.message)}{hint}"


def remarks(result: RunResult, verbose: bool, quiet: bool) -> Iterator[str]:
    """What a run has to say besides its findings."""
    if not quiet:
        for entry in result.stale_baseline:
            yield f"the baseline knows a finding that is gone: {one_line(entry)}"
    if verbose:
        yield f"looked at {count(len(result.files), 'file')}, {result.cached} of them known to be clean"
        yield from (one_line(warning) for warning in result.warnings)
