"""Running the rules over one parsed file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import libcst as cst

from sm_lint.config.settings import Settings, Signature
from sm_lint.contracts.interface import NOTHING_GIVEN, Given, given
from sm_lint.contracts.job_kind import Guess, job_kind
from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.failure import describe
from sm_lint.flow.facts import ScriptFacts
from sm_lint.flow.interpreter.analysis import Setup, analyse
from sm_lint.lint.linking.task import FileTask
from sm_lint.registry.bases import Context, JobRule, Report, Rule
from sm_lint.registry.location import is_test
from sm_lint.registry.ruleset import RuleSet
from sm_lint.sagemaker.handlers import handler_signatures
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.syntax.dispatch import Dispatcher
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.span import Place
from sm_lint.workspace.surroundings import Surroundings

if TYPE_CHECKING:
    from sm_lint.flow.interpreter.analysis import ModuleLoader
    from sm_lint.jobs.definition.model import Job

Fail = Callable[[str], None]
"""Takes the message of something that broke."""


@dataclass(slots=True)
class ScriptRun:
    """One file while the rules look at it.

    Attributes:
        module: the parsed file.
        task: what governs it.
        settings: what is in force.
        loader: finds imported modules.
        around: other files, as they are looked at for the sake of this one.
        fail: told when a rule breaks.
        shown: how places of the file are known to users.
        defined: gives what is known already of the file as a definition, None for nothing.
        reports: what the rules said.
        facts: what the interpreter knows, by kind of job and what the contract gives.
        ran, broken: codes of the rules that were called, and of those that failed.
    """

    module: ParsedModule
    task: FileTask
    settings: Settings
    loader: ModuleLoader
    around: Surroundings
    fail: Fail
    shown: Callable[[Place], Place] = field(default=lambda place: place)
    defined: Callable[[], ScriptFacts | None] = field(default=lambda: None)
    reports: list[Report] = field(default_factory=list)
    facts: dict[tuple[JobKind | None, Given, bool], ScriptFacts] = field(default_factory=dict)
    ran: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)

    def run(self, rules: RuleSet) -> None:
        """Call all rules."""
        launching = [job.contract for job in self.task.launched_by]
        guess = job_kind(self.module, self.settings.job_kind_for(self.module.path), self.task.declared, launching)
        contracts = tuple(self.task.declared) or tuple(job.contract for job in self._launches())
        is_entry = bool(contracts) or runs_as_script(self.module)
        if rules.general:
            only = given(contracts[0]) if len(contracts) == 1 else NOTHING_GIVEN
            self._call(rules.general_table, rules.general, self._context(guess, only, None, contracts, is_entry))
        if rules.per_contract:
            for contract in contracts:
                kind = Guess(contract.job, guess.reason) if contract.job else guess
                context = self._context(kind, given(contract), contract, contracts, is_entry)
                self._call(rules.per_contract_table, rules.per_contract, context)
        is_real = not is_test(self.module.path, self.settings.root)  # tests define jobs that nobody launches
        if rules.job_rules and self.task.definitions is not None and is_real:
            context = self._context(guess, NOTHING_GIVEN, None, contracts, is_entry, definition=True)
            self._call(rules.job_table, rules.job_rules, context)

    def _launches(self) -> tuple[Job, ...]:
        """The jobs that launch the file in earnest: a test starts one to see what is sent, and stops it."""
        return tuple(job for job in self.task.launched_by if not is_test(job.place.path, self.settings.root))

    def _context(
        self,
        guess: Guess,
        start: Given,
        contract: Contract | None,
        contracts: tuple[Contract, ...],
        is_entry: bool,
        definition: bool = False,
    ) -> Context:
        return Context(
            module=self.module,
            settings=self.settings,
            facts=self._facts(guess.kind, start, is_entry, definition),
            contract=contract,
            contracts=contracts,
            job=guess.kind,
            job_reason=guess.reason,
            job_certain=guess.certain,
            jobs=self.task.jobs,
            definitions=self.task.definitions,
            launched_by=self._launches(),
            is_entry=is_entry,
            reports=self.reports,
            files=self.around,
            shown=self.shown,
        )

    def _facts(self, kind: JobKind | None, start: Given, is_entry: bool, definition: bool) -> ScriptFacts:
        key = (kind, start, definition)
        if key not in self.facts:
            if definition:
                known = self.defined()
                self.facts[key] = known or analyse(self.module, definition_setup(self.settings, self.loader))
            else:
                self.facts[key] = analyse(self.module, self._setup(kind, start, is_entry))
        return self.facts[key]

    def _setup(self, kind: JobKind | None, start: Given, is_entry: bool) -> Setup:
        return Setup(
            job=kind,
            src=self.settings.src,
            environment=dict(start.environment),
            arguments=dict(start.arguments),
            channels=start.channels,
            reads=_signatures(self.settings.reads),
            writes=_signatures(self.settings.writes),
            entry=is_entry,
            # What a mere module imports is judged in the scripts that use it.
            loader=self.loader if is_entry else None,
        )

    def _call(self, table: Dispatcher, rules: Sequence[Rule], context: Context) -> None:
        """One walk with some rules; a rule that raises is out for the rest of it."""
        broken: set[Rule] = set()

        def on_error(visitor: cst.CSTVisitor, error: Exception) -> None:
            assert isinstance(visitor, Rule)
            broken.add(visitor)
            self.fail(f"rule {visitor.code} ({visitor.name}) failed: {describe(error)}")

        def guarded(rule: Rule, step: Callable[[Rule], bool | None]) -> bool:
            """Have a rule do something; False where it wants to see no nodes, or breaks."""
            try:
                return step(rule) is not False
            except Exception as error:  # noqa: BLE001 - whatever a rule does wrong is a finding
                on_error(rule, error)
                return False

        def begin(rule: Rule) -> bool | None:
            wanted = rule.begin()
            if isinstance(rule, JobRule):
                if context.definitions is not None:
                    rule.check_definitions(context.definitions)
                for job in context.jobs:
                    rule.check_job(job)
            return wanted

        for rule in rules:
            rule.context = context
        awake = [rule for rule in rules if guarded(rule, begin)]
        wanted = table.among(awake)
        if wanted.node_types:
            wanted.run(context.module.order, on_error)
        for rule in rules:
            if rule not in broken:
                guarded(rule, _finish)
        for rule in rules:
            del rule.context  # or the tree would live until the next file
        self.ran.update(rule.code for rule in rules)
        self.broken.update(rule.code for rule in broken)


def _finish(rule: Rule) -> None:
    rule.finish()


def definition_setup(settings: Settings, loader: ModuleLoader) -> Setup:
    """What is known from outside of a file that defines jobs: it runs where they are started."""
    return Setup(
        src=settings.src,
        reads=_signatures(settings.reads),
        writes=_signatures(settings.writes),
        loader=loader,
        definition=True,
    )


def _signatures(given: Iterable[Signature]) -> dict[str, object]:
    return {signature.name: signature.arguments for signature in given}


def runs_as_script(module: ParsedModule) -> bool:
    """Does the file do anything when it is run, rather than only define what others import?

    A main guard, a handler that SageMaker calls, or a statement at its top level that does something is enough.
    """
    if "__main__" in module.text:
        return True
    for statement in module.tree.body:
        if isinstance(statement, cst.FunctionDef):
            if statement.name.value in handler_signatures():
                return True
        elif isinstance(statement, cst.SimpleStatementLine):
            if any(isinstance(part, cst.Expr) and isinstance(part.value, cst.Call) for part in statement.body):
                return True
        elif isinstance(statement, (cst.For, cst.While, cst.With)):
            return True
    return False
