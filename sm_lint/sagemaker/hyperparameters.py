"""Hyperparameters that do not reach the script."""

from __future__ import annotations

from sm_lint.sagemaker.data import load

HYPERPARAMETER_FILE = "/opt/ml/input/config/hyperparameters.json"


def is_reserved(name: str) -> bool:
    """Whether the training toolkit keeps a hyperparameter for itself, so that no script is given it as an argument."""
    reserved = load("hyperparameters")["reserved"]
    return name.startswith(reserved["prefix"]) or name in reserved["others"]


def is_kept_from_script(name: str) -> bool:
    """Whether the training toolkit takes a hyperparameter for one of its own, although it knows none of this name."""
    reserved = load("hyperparameters")["reserved"]
    return name.startswith(reserved["prefix"]) and name not in reserved["names"]
