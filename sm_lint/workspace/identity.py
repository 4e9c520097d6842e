"""What tells a file from what it was, without reading it."""

from __future__ import annotations

import os

RACY_NANOSECONDS = 2_000_000_000
"""A file changed so shortly before it was read may change again without its time of change moving: the coarsest file
systems count in steps of two seconds."""


def identity(status: os.stat_result) -> tuple[int, int, int, int]:
    """Size, time of change of the content, time of change of anything, and number of a file."""
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
