"""Where the classes of SDK v2 put the script of a model."""

from __future__ import annotations

from functools import cache

from sm_lint.sagemaker.data import load


@cache
def repacking_models() -> frozenset[str]:
    """Classes that pack a script without a `source_dir` into the archive of the model."""
    return frozenset(load("serving/model_code")["repacked"])


@cache
def uploading_models() -> frozenset[str]:
    """Classes that upload a script without a `source_dir` beside the archive, unless the model has network isolation."""
    return frozenset(load("serving/model_code")["uploaded"])
