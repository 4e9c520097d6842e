"""Exit statuses."""

from __future__ import annotations

CLEAN = 0
FOUND = 1
BAD = 2
"""Wrong usage, a mistake in the configuration, or an internal error."""
INTERRUPTED = 130
