"""Library functions whose results matter: one table, by qualified name."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from sm_lint.flow.builtin_calls import FUNCTIONS as CALLS
from sm_lint.flow.builtin_iterables import FUNCTIONS as ITERABLES
from sm_lint.flow.builtin_os import FUNCTIONS as OS
from sm_lint.flow.builtin_python import FUNCTIONS as PYTHON
from sm_lint.flow.builtin_shell import FUNCTIONS as SHELL
from sm_lint.flow.domain.values import Arguments, Value
from sm_lint.flow.machine.machine import Machine

SEMANTICS: dict[str, Callable[[Machine, Arguments, cst.CSTNode], Value]] = {
    **PYTHON,
    **ITERABLES,
    **OS,
    **CALLS,
    **SHELL,
}
