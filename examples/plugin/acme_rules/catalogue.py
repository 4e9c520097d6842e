"""The rules of this package; written by ``python -m sm_lint.registry.catalogue acme_rules``."""

from __future__ import annotations

from sm_lint.rules import RuleInfo, Severity

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
