"""Base of the rules about uncovered reads and writes: each access is checked against the contract."""

from __future__ import annotations

from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.finding import Severity
from sm_lint.flow.facts import PathAccess
from sm_lint.judgement.contract.compliance import AccessChecker, Confidence
from sm_lint.registry.bases import ScriptRule
from sm_lint.sagemaker.job_kinds import JobKind


class CheckedAccesses(ScriptRule):
    """Base of rules that report accesses which the contract does not cover: certain ones are errors, others warnings."""

    per_contract = True

    def checker(self, contract: Contract, kind: JobKind | None) -> AccessChecker | None:
        """The checker of a script's accesses under a contract; None where the contract is too incomplete for one."""
        raise NotImplementedError

    def report_access(self, contract: Contract, access: PathAccess, severity: Severity) -> None:
        """Report an access that the contract does not cover."""
        raise NotImplementedError

    def begin(self) -> bool:
        """Find out what covers an access."""
        contract = self.context.contract
        self._checker = None if contract is None else self.checker(contract, contract.job or self.context.job)
        return self._checker is not None

    def check_access(self, access: PathAccess) -> None:
        """Check what the script touches, itself or in a module that it imports."""
        contract, checker = self.context.contract, self._checker
        confidence = checker.check(access) if checker is not None else None
        if contract is not None and confidence is not None:
            certain = confidence is Confidence.CERTAIN
            self.report_access(contract, access, Severity.ERROR if certain else Severity.WARNING)
