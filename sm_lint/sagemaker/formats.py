"""Whether a path's suffix means a file or a directory."""

from __future__ import annotations

import posixpath
from functools import cache
from typing import Literal

from sm_lint.sagemaker.data import load


@cache
def _kinds() -> dict[str, Literal["file", "directory"]]:
    return {entry["suffix"]: entry["kind"] for entry in load("formats")["format"]}


def suffix_kind(path: str) -> Literal["file", "directory"] | None:
    """The kind that the suffix of the last segment means; None where it means none (no suffix, unknown, a version number)."""
    name = posixpath.basename(path.rstrip("/")).lower().lstrip(".")
    kinds = _kinds()
    for index, character in enumerate(name):
        if character == "." and (kind := kinds.get(name[index:])):
            return kind
    return None
