"""Fixes that correct the contract in its own file."""

from __future__ import annotations

from sm_lint.inference.corrections import (
    Correction,
    added_variable,
    changed_default,
    fewer_choices,
    removed,
)
from sm_lint.inference.fixes import contract_fix, missing_argument, missing_input, missing_output

__all__ = [
    "Correction",
    "added_variable",
    "changed_default",
    "contract_fix",
    "fewer_choices",
    "missing_argument",
    "missing_input",
    "missing_output",
    "removed",
]
