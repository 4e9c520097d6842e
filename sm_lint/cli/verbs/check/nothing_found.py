"""The message of a clean run."""

from __future__ import annotations

from sm_lint.output.paint import GREEN, Paint


def nothing_found(files: int, paint: Paint) -> str:
    """The message of a clean run over some number of files."""
    return paint("All checks passed!", GREEN) + "\n" if files else "No files to check.\n"
