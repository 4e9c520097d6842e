"""Library functions with modelled results: one table, by qualified name."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from sm_lint.flow.domain.values import Arguments, Value
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.models.calls import FUNCTIONS as CALLS
from sm_lint.flow.models.configuration import FUNCTIONS as CONFIGURATION
from sm_lint.flow.models.iterables import FUNCTIONS as ITERABLES
from sm_lint.flow.models.os import FUNCTIONS as OS
from sm_lint.flow.models.python import FUNCTIONS as PYTHON
from sm_lint.flow.models.shell import FUNCTIONS as SHELL

SEMANTICS: dict[str, Callable[[Machine, Arguments, cst.CSTNode], Value]] = {
    **PYTHON,
    **ITERABLES,
    **OS,
    **CALLS,
    **CONFIGURATION,
    **SHELL,
}
