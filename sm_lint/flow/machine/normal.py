"""Normalizes paths for facts."""

from __future__ import annotations

import posixpath

from sm_lint.flow.domain.local_urls import without_local_url


def normal(path: str, cwd: str | None) -> str | None:
    """The normalized path for a fact, relative to a known working directory if there is one; None for URLs."""
    path = without_local_url(path)
    if "://" in path or not path or "\0" in path:
        return None
    if not path.startswith(("/", "*")) and cwd is not None:
        path = f"{cwd}/{path}"
    shown = posixpath.normpath(_without_parents(path) if "*" in path and ".." in path else path)
    return "/" + shown.lstrip("/") if shown.startswith("//") else shown


def _without_parents(path: str) -> str:
    """The path without each ``..`` after a hole: a hole may be several segments, and the ``..`` removes only one."""
    kept: list[str] = []
    for part in path.split("/"):
        if part == ".." and kept and "*" in kept[-1]:
            kept.pop()
            if kept and kept[-1]:
                kept[-1] = kept[-1].rstrip("*") + "*"
            else:
                kept.append("*")
        else:
            kept.append(part)
    return "/".join(kept)
