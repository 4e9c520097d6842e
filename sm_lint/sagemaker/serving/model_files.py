"""Files that built-in algorithms leave in the model directory."""

from __future__ import annotations

from functools import cache

from sm_lint.sagemaker.data import load


@cache
def _files() -> dict[str, tuple[str, ...]]:
    return {entry["name"]: tuple(entry["files"]) for entry in load("serving/model_files")["algorithm"]}


def algorithm_files(name: str) -> tuple[str, ...]:
    """Names of the files of an algorithm's model; none for an algorithm that is not known."""
    return _files().get(name, ())
