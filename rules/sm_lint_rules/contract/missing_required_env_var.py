"""SMC003: a required variable that the script never reads, or that the job does not set."""

from __future__ import annotations

from sm_lint.rules import Contract, Message, ScriptRule, contract_fixes
from sm_lint.rules.contracts import named, unread_variables
from sm_lint.rules.contracts import variable as declared_variable
from sm_lint.rules.platform import is_platform_variable
from sm_lint.rules.source import opening


class MissingRequiredEnvVar(ScriptRule):
    """A required environment variable is never read, or never set.

    ## What it does

    Reports a variable of `required-env-vars` that the script never reads, and one that the job definition which launches
    the script does not set. Reading it with a default is fine.

    ## Why is this bad?

    A variable that nobody reads is a renamed or forgotten setting: whoever sets it believes that it does something. A
    variable that nobody sets ends the job with a `KeyError`, or worse, leaves it running on a default.

    ## Example

    ```toml
    [tool.sm-lint.contracts.register]
    entry-point = "register.py"
    job = "processing"
    required-env-vars = ["MODEL_NAME"]
    ```

    ```python
    import os

    print(os.environ["MODEL_TITLE"])
    ```

    ## Use instead

    ```python
    import os

    print(os.environ["MODEL_NAME"])
    ```

    ## Fix safety

    The fix removes it from the contract. It is unsafe: where the script has forgotten it, the contract is right.

    ## References

    - [Build your own processing container](https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html)
    """

    code = "SMC003"
    name = "missing-required-env-var"
    per_contract = True
    fixable = "sometimes"

    def finish(self) -> None:
        """Report required variables that are never read, and those that a launching job leaves out."""
        contract = self.context.contract
        if contract is None or contract.origin == "job":
            return
        for entry in unread_variables(self.facts, contract):
            self.report(
                opening(self.context.module),
                Message("variable `{name}` is required by {contract}, but the script never reads it", name=entry.name),
                notes=[("declared at", entry.place)],
                fix=contract_fixes.contract_fix(
                    self.context, contract, f"require `{entry.name}` no more", [contract_fixes.removed(entry)]
                ),
            )
        for job in self.context.launched_by:
            self._check_job(job.contract, contract)

    def _check_job(self, launched: Contract, contract: Contract) -> None:
        if launched.open_environment:
            return
        for entry in contract.environment:
            if not entry.required or "*" in entry.name or is_platform_variable(entry.name, launched.job):
                continue
            if declared_variable(entry.name, launched) is None:
                self.report(
                    launched.place,
                    Message(
                        "{job} does not set `{name}`, which {contract} requires", job=named(launched), name=entry.name
                    ),
                    notes=[("declared at", entry.place)],
                )
