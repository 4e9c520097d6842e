"""The code of a notebook as text."""

from __future__ import annotations

import json


def notebook_code(text: str) -> str:
    """The code of all cells, without their outputs; empty if the text is not a notebook."""
    try:
        cells = json.loads(text).get("cells", ())
    except (ValueError, RecursionError, AttributeError):
        return ""
    found: list[str] = []
    for cell in cells if isinstance(cells, list) else ():
        source = cell.get("source") if isinstance(cell, dict) and cell.get("cell_type") == "code" else None
        found.append("".join(map(str, source)) if isinstance(source, list) else str(source or ""))
    return "\n".join(found)
