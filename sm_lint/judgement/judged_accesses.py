"""What the rules about uncovered reads and writes have in common: each access is weighed against the contract."""

from __future__ import annotations

from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.finding import Severity
from sm_lint.flow.facts import PathAccess
from sm_lint.judgement.compliance import Judge, Weight
from sm_lint.registry.bases import ScriptRule
from sm_lint.sagemaker.job_kinds import JobKind


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

    def finish(self) -> None:
        """Look at what the script touches, itself or in a module that it leads to."""
        contract = self.context.contract
        if contract is None or self._judge is None:
            return
        for access in self.facts.all(PathAccess):
            found = self._judge.weigh(access)
            if found is not None:
                self.accuse(contract, access, Severity.ERROR if found is Weight.CERTAIN else Severity.WARNING)
