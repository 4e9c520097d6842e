"""Which Python versions the SageMaker Python SDK knows for the images of a framework's version."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from sm_lint.patterns import regex

Scope = Literal["training", "inference"]
_NUMBER = regex(r"\d+")


@cache
def _table() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((Path(__file__).parent / "images.json").read_text(encoding="utf-8"))
    return found


def versions(framework: str, scope: Scope) -> Mapping[str, str]:
    """Python versions, separated by blanks, by the version of a framework: ``py38 py39`` for ``1.12``.

    The text is empty where the SDK takes no notice of `py_version`. The key is ``4.26 pytorch1.13`` for Hugging Face.
    """
    found: Mapping[str, str] = _table().get(framework, {}).get(scope, {})
    return found


def is_past(framework: str, scope: Scope, version: str) -> bool:
    """Whether a version is older than the newest one of the table, so that its absence means that there is no image."""
    known = [_numbers(each.partition(" ")[0]) for each in versions(framework, scope)]
    return bool(known) and bool(_numbers(version)) and _numbers(version) < max(known)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, _NUMBER.findall(version)))
