"""Keywords of v1 of the SageMaker Python SDK that v2 does not take."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import tomli


@cache
def _keywords() -> frozenset[tuple[str, str]]:
    raw = tomli.loads((Path(__file__).parent / "old_keywords.toml").read_text(encoding="utf-8"))
    return frozenset((of, name) for entry in raw["keyword"] for of in entry["of"] for name in entry["names"])


def is_v1_keyword(keyword: str, of: Iterable[str]) -> bool:
    """Did v1 take a keyword, for one of some classes? They are those that a class inherits from, and itself."""
    return any((name, keyword) in _keywords() for name in of)
