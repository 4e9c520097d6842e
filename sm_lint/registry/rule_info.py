"""The description of a rule, available without importing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sm_lint.diagnostics.finding import Severity

RuleKind = Literal["script", "job", "contract", "meta"]
Fixable = Literal["never", "sometimes", "always"]


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """One entry of the catalogue.

    Attributes:
        code: stable code, ``SMC001``.
        name: readable name, ``unknown-input-path``.
        severity: default severity of its findings.
        enabled: whether it is part of the default selection.
        preview: whether it runs only with ``--preview``.
        fixable: how often its findings have a fix.
        kind: its subject; ``meta`` rules report for the linter itself and contain no code.
        module: module that defines the class.
        class_name: name of the class in that module.
        summary: first line of its documentation.
        anywhere: whether it also runs on notebooks, whose code does not run in a container.
        formerly: its former codes and names, which still work.
        per_contract: whether it runs once for each contract of a script, and not at all without one.
    """

    code: str
    name: str
    severity: Severity
    enabled: bool
    preview: bool
    fixable: Fixable
    kind: RuleKind
    module: str
    class_name: str
    summary: str
    anywhere: bool = False
    formerly: tuple[str, ...] = ()
    per_contract: bool = False
