"""Running the contract rules over the contracts that a configuration declares."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from sm_lint.config.settings import Settings
from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.failure import describe
from sm_lint.diagnostics.finding import Finding
from sm_lint.flow.facts import ScriptFacts
from sm_lint.lint.linking.task import internal_error
from sm_lint.lint.run.reporting import findings_of
from sm_lint.registry.bases import Context, ContractRule, Report
from sm_lint.registry.ruleset import load_rules
from sm_lint.syntax.module import ParsedModule
from sm_lint.workspace.surroundings import Disk, Surroundings, note_dependencies


def check_contracts(contracts: Sequence[Contract], settings: Settings) -> tuple[list[Finding], int, bool]:
    """What the contract rules say of the contracts, how many times a rule broke, and whether any looked at other files.

    Raises:
        PluginError: a rule package cannot be used.
    """
    module = ParsedModule(settings.config_path or settings.root, "", cst.Module(body=[]))
    reports: list[Report] = []
    failures: list[Finding] = []
    around = Surroundings(Disk(), settings.project or None, settings.src)
    for rule in load_rules(settings).contract_rules:
        try:
            _run(rule, contracts, Context(module, settings, ScriptFacts(module), reports=reports, files=around))
        except Exception as error:  # noqa: BLE001 - whatever a rule does wrong is a finding
            failures.append(internal_error(module.path, f"rule {rule.code} ({rule.name}) failed: {describe(error)}"))
    note_dependencies(around.dependencies)
    found = [*findings_of(reports, module, lambda place: place), *failures]
    return found, len(failures), bool(around.dependencies)


def _run(rule: ContractRule, contracts: Sequence[Contract], context: Context) -> None:
    rule.context = context
    context.contracts = tuple(contracts)
    rule.begin()
    for contract in contracts:
        context.contract = contract
        rule.check_contract(contract)
    context.contract = None
    rule.finish()
