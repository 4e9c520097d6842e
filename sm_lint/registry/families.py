"""Families of rules: rules whose codes begin with the same letters and digit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sm_lint.registry.rule_info import RuleInfo


@dataclass(frozen=True, slots=True)
class Family:
    """A family.

    Attributes:
        prefix: the letters that the codes of its rules begin with.
        name: short name; for a plugin's family, its package.
        about: the subject of its rules.
    """

    prefix: str
    name: str
    about: str


BUILT_IN = (
    Family("SMC", "contract", "the script against its contract or the job that launches it"),
    Family("SMP", "paths", "container paths of the platform"),
    Family("SME", "environment", "environment variables"),
    Family("SMA", "arguments", "arguments and hyperparameters"),
    Family("SMH", "handlers", "functions that the serving containers call"),
    Family("SMJ", "jobs", "job and pipeline definitions"),
    Family("SMI", "imports", "imports and packaging"),
    Family("SMS", "security", "secrets, AWS identifiers and S3 hygiene"),
    Family("SMO", "policies", "policies of the organisation and preflight"),
    Family("SMX", "meta", "the linter's own: syntax errors, suppressions, configuration"),
)


def prefix_of(code: str) -> str:
    """The letters of a code."""
    return code.rstrip("0123456789")


def families(rules: Iterable[RuleInfo]) -> tuple[Family, ...]:
    """The families of the rules: the built-in ones in their order, then those of plugins."""
    packages = {prefix_of(rule.code): rule.module.partition(".")[0] for rule in rules}
    known = tuple(family for family in BUILT_IN if family.prefix in packages)
    theirs = {family.prefix for family in known}
    return known + tuple(
        Family(prefix, package, f"rules of the plugin {package}")
        for prefix, package in sorted(packages.items())
        if prefix not in theirs
    )
