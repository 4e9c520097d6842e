"""What is known of a rule without importing it."""

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
        severity: what its findings count for unless they say otherwise.
        enabled: part of the default selection.
        preview: runs only with ``--preview``.
        fixable: how often its findings come with a fix.
        kind: what it looks at; ``meta`` rules speak for the linter itself and hold no code.
        module: module that defines the class.
        class_name: name of the class in that module.
        summary: first line of its documentation.
        anywhere: it looks at notebooks as well, whose code does not run in a container.
        formerly: codes and names it had before; they go on working.
        per_contract: it is called for each contract of a script, and for none where there is none.
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
