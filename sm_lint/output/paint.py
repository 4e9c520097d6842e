"""ANSI colours."""

from __future__ import annotations

BOLD = "1"
FAINT = "2"
RED = "1;31"
GREEN = "32"
YELLOW = "1;33"
CYAN = "1;36"
BLUE = "1;34"

SEVERITY = {"error": RED, "warning": YELLOW, "info": CYAN}
"""Styles by severity."""


class Paint:
    """Colours text, if enabled.

    Args:
        wanted: False to leave all text unchanged.
    """

    __slots__ = ("_wanted",)

    def __init__(self, wanted: bool) -> None:
        self._wanted = wanted

    @property
    def wanted(self) -> bool:
        """Whether text is coloured."""
        return self._wanted

    def __call__(self, text: str, style: str) -> str:
        """`text` in a style."""
        return f"\x1b[{style}m{text}\x1b[0m" if self._wanted and text else text
