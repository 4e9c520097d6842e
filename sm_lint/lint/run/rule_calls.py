"""Calls the rules on one file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import libcst as cst

from sm_lint.config.settings import Settings
from sm_lint.contracts.bind import binder_for
from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.failure import describe
from sm_lint.flow.facts import ScriptFacts
from sm_lint.jobs.definition.model import Definitions
from sm_lint.lint.linking.file_analysis import FileAnalysis
from sm_lint.registry.bases import ContractRule, JobRule, Rule
from sm_lint.registry.context import Context
from sm_lint.registry.report import Report
from sm_lint.registry.ruleset import RuleGroup, RuleSet
from sm_lint.workspace.view import FileView

Fail = Callable[[str], None]
"""Called with the message of an internal error."""


@dataclass(slots=True)
class RuleCalls:
    """One call of the rules on one file.

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
        """Call the rules on Python code: scripts, and the jobs defined in it."""
        if rules.general.kinds:
            self._call(rules.general, self._context(analysis, analysis.script_facts()))
        if rules.per_contract.kinds:
            for contract in (*analysis.contracts, *analysis.launch_contracts):
                self._call(rules.per_contract, self._context(analysis, analysis.script_facts(contract), contract))
        if rules.jobs.kinds and analysis.is_real_definition:
            self._call(rules.jobs, self._context(analysis, analysis.definition_facts))

    def about_document(
        self, definitions: Definitions, text: str, rules: RuleSet, settings: Settings, around: FileView
    ) -> None:
        """Call the rules on the jobs defined in a document that is not Python."""
        context = Context(
            path=definitions.path,
            text=text,
            settings=settings,
            jobs=definitions.jobs,
            definitions=definitions,
            reports=self.reports,
            files=around,
            governing=binder_for(settings).governing,
        )
        self._call(rules.documents, context)

    def about_contracts(
        self, contracts: Sequence[Contract], rules: RuleSet, settings: Settings, around: FileView
    ) -> None:
        """Call the rules on the contracts that a configuration declares."""
        path = settings.config_path or settings.root
        self._call(
            rules.contracts,
            Context(path=path, settings=settings, contracts=tuple(contracts), reports=self.reports, files=around),
        )

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
            script_of=analysis.script_of,
            governing=binder_for(analysis.settings).governing,
            shown=analysis.shown,
        )

    def _call(self, group: RuleGroup, context: Context) -> None:
        """Call new instances of rules on one file, with a single traversal of the tree if there is one."""
        begun = [self._begin(kind, context) for kind in group.kinds]
        broken: set[cst.CSTVisitor] = set()

        def on_error(visitor: cst.CSTVisitor, error: Exception) -> None:
            assert isinstance(visitor, Rule)
            broken.add(visitor)
            self._failed(type(visitor), error)

        if context.parsed is not None:
            awake = [rule if wants_nodes else None for rule, wants_nodes in begun]
            facts = context.known.facts if context.known is not None else ()
            group.table.run(awake, context.parsed.order, on_error, facts)
        for rule, _ in begun:
            if rule is not None and rule not in broken:
                try:
                    rule.finish()
                except Exception as error:  # noqa: BLE001 - any failure of a rule becomes a finding
                    self._failed(type(rule), error)
        self.ran.update(kind.code for kind in group.kinds)

    def _begin(self, kind: type[Rule], context: Context) -> tuple[Rule | None, bool]:
        """A new instance of a rule, None if it raised, and whether it visits nodes."""
        try:
            rule = kind()
            rule.context = context
            wants_nodes = rule.begin() is not False
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
        except Exception as error:  # noqa: BLE001 - any failure of a rule becomes a finding
            self._failed(kind, error)
            return None, False
        return rule, wants_nodes

    def _failed(self, kind: type[Rule], error: Exception) -> None:
        self.broken.add(kind.code)
        self.fail(f"rule {kind.code} ({kind.name}) failed: {describe(error)}")
