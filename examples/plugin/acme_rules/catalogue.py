"""The rules of this package; written by ``python -m sm_lint.registry.catalogue acme_rules``."""

from __future__ import annotations

from sm_lint.diagnostics.finding import Severity
from sm_lint.registry.rule_info import RuleInfo

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        code="ACM001",
        name="model-outside-registry",
        severity=Severity.ERROR,
        enabled=True,
        preview=False,
        fixable="sometimes",
        kind="script",
        module="acme_rules.model_outside_registry",
        class_name="ModelOutsideRegistry",
        summary="A model is saved outside of the folder that Acme's registry reads.",
    ),
)
