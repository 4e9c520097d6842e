"""Addresses that messages and reports lead to."""

from __future__ import annotations

HOMEPAGE = "https://github.com/sm-lint/sm-lint"
DOCUMENTATION = "https://sm-lint.readthedocs.io/en/latest"
NEW_ISSUE = f"{HOMEPAGE}/issues/new"


def rule_url(name: str) -> str:
    """Page of the rule with this name."""
    return f"{DOCUMENTATION}/rules/{name}/"
