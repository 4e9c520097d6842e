"""What the rules about uncovered reads and writes have in common: each access is weighed against the contract."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from sm_lint.contracts.model import Contract, JobKind
from sm_lint.flow.facts import PathAccess
from sm_lint.lint.compliance import Judge, Weight
from sm_lint.lint.finding import Severity
from sm_lint.lint.rule import ScriptRule


class JudgedAccesses(ScriptRule):
    """Base of rules that report the accesses which a judge finds against: certain ones are errors, others warnings."""

    per_contract = True
    _judge: Judge | None

    def judge(self, contract: Contract, kind: JobKind | None) -> Judge | None:
        """Who weighs the accesses of a script under a contract; None where nothing may be said."""
        raise NotImplementedError

    def accuse(self, contract: Contract, access: PathAccess, severity: Severity) -> None:
        """Report an access that nothing covers."""
        raise NotImplementedError

    def begin(self) -> None:
        """Find out what covers an access."""
        contract = self.context.contract
        self._judge = None
        if contract is not None:
            self._judge = self.judge(contract, contract.job or self.context.job)

    def visit_Call(self, node: cst.Call) -> None:
        """Look at what a call touches, here or in the module that it leads to."""
        self._check(self.accesses(node))

    def visit_Import(self, node: cst.Import) -> None:
        """Look at what the imported module touches."""
        self._check(self.accesses(node))

    def visit_ImportFrom(self, node: cst.ImportFrom) -> None:
        """Look at what the imported module touches."""
        self._check(self.accesses(node))

    def _check(self, accesses: Sequence[PathAccess]) -> None:
        contract = self.context.contract
        if contract is None or self._judge is None:
            return
        for access in accesses:
            found = self._judge.weigh(access)
            if found is not None:
                self.accuse(contract, access, Severity.ERROR if found is Weight.CERTAIN else Severity.WARNING)
