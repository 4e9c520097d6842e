"""What there is at a path."""

from __future__ import annotations

import os
import stat
from typing import Literal

Kind = Literal["file", "folder"]


def kind_of(path: str) -> Kind | None:
    """What the disk has at a path; None for nothing, and for pipes and devices."""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return None
    return "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else None
