"""Calls the rules about one file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import libcst as cst

from sm_lint.config.settings import Settings
from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.failure import describe
from sm_lint.flow.facts import ScriptFacts
from sm_lint.jobs.definition.model import Definitions
from sm_lint.lint.linking.file_analysis import FileAnalysis
from sm_lint.registry.bases import Context, ContractRule, JobRule, Report, Rule
from sm_lint.registry.ruleset import RuleSet
from sm_lint.syntax.dispatch import Dispatcher
from sm_lint.workspace.surroundings import Surroundings

Fail = Callable[[str], None]
"""Takes the message of something that broke."""


@dataclass(slots=True)
class RuleCalls:
    """The rules as they are called about one file.

    Attributes:
        fail: called with a message when a rule raises; the rule is not called again.
        reports: what the rules reported.
        ran, broken: codes of the rules that were called, and of those that raised.
    """

    fail: Fail
    reports: list[Report] = field(default_factory=list)
    ran: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)

    def about_code(self, analysis: FileAnalysis, rules: RuleSet) -> None:
        """Call all rules that look at Python: scripts, and the jobs that are defined in it."""
        if rules.general:
            self._walk(rules.general_table, rules.general, self._context(analysis, analysis.script_facts()))
        if rules.per_contract:
            for contract in analysis.contracts:
                context = self._context(analysis, analysis.script_facts(contract), contract)
                self._walk(rules.per_contract_table, rules.per_contract, context)
        if rules.job_rules and analysis.is_real_definition:
            self._walk(rules.job_table, rules.job_rules, self._context(analysis, analysis.definition_facts))

    def about_document(
        self, definitions: Definitions, text: str, rules: RuleSet, settings: Settings, around: Surroundings
    ) -> None:
        """Call the rules about the jobs that a document defines which is no Python."""
        context = Context(
            path=definitions.path,
            text=text,
            settings=settings,
            jobs=definitions.jobs,
            definitions=definitions,
            reports=self.reports,
            files=around,
        )
        self._call([rule for rule in rules.job_rules if rule.documents], context)

    def about_contracts(
        self, contracts: Sequence[Contract], rules: Sequence[ContractRule], settings: Settings, around: Surroundings
    ) -> None:
        """Call the rules about the contracts that a configuration declares."""
        path = settings.config_path or settings.root
        for rule in rules:  # each has a context of its own, as it changes the contract that is looked at
            context = Context(
                path=path, settings=settings, contracts=tuple(contracts), reports=self.reports, files=around
            )
            self._call([rule], context)

    def _context(self, analysis: FileAnalysis, facts: ScriptFacts, contract: Contract | None = None) -> Context:
        kind = analysis.kind if contract is None else analysis.kind_under(contract)
        return Context(
            path=analysis.module.path,
            text=analysis.module.text,
            settings=analysis.settings,
            parsed=analysis.module,
            known=facts,
            contract=contract,
            contracts=analysis.contracts,
            job=kind.kind,
            job_reason=kind.reason,
            job_certain=kind.certain,
            jobs=analysis.task.jobs,
            definitions=analysis.task.definitions,
            launched_by=analysis.launched_by,
            is_entry=analysis.is_entry,
            reports=self.reports,
            files=analysis.around,
            shown=analysis.shown,
        )

    def _walk(self, table: Dispatcher, rules: Sequence[Rule], context: Context) -> None:
        self._call(rules, context, table)

    def _call(self, rules: Sequence[Rule], context: Context, table: Dispatcher | None = None) -> None:
        """Call some rules, with one walk over the tree where there is one; a rule that raises is out for the rest."""
        broken: set[Rule] = set()

        def on_error(visitor: cst.CSTVisitor, error: Exception) -> None:
            assert isinstance(visitor, Rule)
            broken.add(visitor)
            self.fail(f"rule {visitor.code} ({visitor.name}) failed: {describe(error)}")

        def guarded(rule: Rule, step: Callable[[Rule, Context], bool | None]) -> bool:
            """Call one step of a rule; False where it wants to see no nodes, or raises."""
            try:
                return step(rule, context) is not False
            except Exception as error:  # noqa: BLE001 - whatever a rule does wrong is a finding
                on_error(rule, error)
                return False

        for rule in rules:
            rule.context = context
        awake = [rule for rule in rules if guarded(rule, _begin)]
        if table is not None and context.parsed is not None:
            wanted = table.among(awake)
            if wanted.node_types:
                wanted.run(context.parsed.order, on_error)
        for rule in rules:
            if rule not in broken:
                guarded(rule, _finish)
        for rule in rules:
            del rule.context  # or the tree would live until the next file
        self.ran.update(rule.code for rule in rules)
        self.broken.update(rule.code for rule in broken)


def _begin(rule: Rule, context: Context) -> bool | None:
    wanted = rule.begin()
    if isinstance(rule, JobRule):
        if context.definitions is not None:
            rule.check_definitions(context.definitions)
        for job in context.jobs:
            rule.check_job(job)
    elif isinstance(rule, ContractRule):
        for contract in context.contracts:
            context.contract = contract
            rule.check_contract(contract)
        context.contract = None
    return wanted


def _finish(rule: Rule, context: Context) -> None:
    rule.finish()
