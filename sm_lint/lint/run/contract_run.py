"""Runs the contract rules on the contracts that a configuration declares."""

from __future__ import annotations

from collections.abc import Sequence

from sm_lint.config.settings import Settings
from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.finding import Finding
from sm_lint.lint.linking.task import internal_error
from sm_lint.lint.run.reporting import findings_of
from sm_lint.lint.run.rule_calls import RuleCalls
from sm_lint.registry.ruleset import load_rules
from sm_lint.workspace.dependency import Dependency
from sm_lint.workspace.view import FileView
from sm_lint.workspace.workspace import Workspace


def check_contracts(
    contracts: Sequence[Contract], settings: Settings, workspace: Workspace
) -> tuple[list[Finding], int, tuple[Dependency, ...]]:
    """The findings of the contract rules, the number of rule failures, and the queries about other files.

    Raises:
        PluginError: a rule package cannot be used.
    """
    failures: list[Finding] = []
    around = FileView(workspace, settings.project or None, settings.src)
    path = settings.config_path or settings.root
    calls = RuleCalls(lambda message: failures.append(internal_error(path, message)))
    calls.about_contracts(contracts, load_rules(settings), settings, around)
    return [*findings_of(calls.reports), *failures], len(failures), around.dependencies
