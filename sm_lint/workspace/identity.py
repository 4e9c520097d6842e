"""The identity of a file: whether it changed, decided without reading it."""

from __future__ import annotations

import os

RACY_NANOSECONDS = 2_000_000_000
"""Window after a change in which a file may change again without a new modification time: the coarsest file systems
count in steps of two seconds."""


def identity(status: os.stat_result) -> tuple[int, int, int, int]:
    """Size, modification time, status change time (both in nanoseconds) and inode of a file."""
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
