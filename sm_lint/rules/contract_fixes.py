"""Fixes that correct the contract in its own file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sm_lint.deferred import deferred_names

if TYPE_CHECKING:
    from sm_lint.inference.corrections import Correction, added_variable, changed_default, fewer_choices, removed
    from sm_lint.inference.fixes import contract_fix, missing_argument, missing_input, missing_output

_HOMES = {
    "sm_lint.inference.corrections": (
        "Correction",
        "added_variable",
        "changed_default",
        "fewer_choices",
        "removed",
    ),
    "sm_lint.inference.fixes": (
        "contract_fix",
        "missing_argument",
        "missing_input",
        "missing_output",
    ),
}
__getattr__, __dir__ = deferred_names(__name__, _HOMES)

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
