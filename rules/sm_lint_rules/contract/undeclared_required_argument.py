"""SMC009: an argument that the parser requires and that is not passed."""

from __future__ import annotations

from sm_lint.rules import ArgumentFact, Contract, Message, NodeFix, ScriptRule, Severity, contract_fixes
from sm_lint.rules.scripts import is_needed, parse_calls, shown, unfilled


class UndeclaredRequiredArgument(ScriptRule):
    """The script's parser requires an argument that is not passed.

    ## What it does

    Reports a required argument of the script's parser that the contract, or the job definition that launches the script,
    does not pass. An optional argument that a contract with an `arguments` table does not name is an info.

    ## Why is this bad?

    The job ends with `error: the following arguments are required`, exit status 2, after minutes of starting.

    ## Example

    ```toml
    [tool.sm-lint.contracts.preprocess]
    entry-point = "preprocess.py"
    job = "processing"

    [tool.sm-lint.contracts.preprocess.arguments]
    job-type = { required = true, choices = ["training", "calibration"] }
    ```

    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--job-type", required=True)
    parser.add_argument("--label-column", required=True)
    args = parser.parse_args()
    print(args.job_type, args.label_column)
    ```

    ## Use instead

    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--job-type", required=True)
    args = parser.parse_args()
    print(args.job_type)
    ```

    ## Fix safety

    The fix names it in the contract. It is unsafe: callers of the script may have to be changed.

    ## References

    - [argparse: required](https://docs.python.org/3/library/argparse.html#required)
    """

    code = "SMC009"
    name = "undeclared-required-argument"
    per_contract = True
    fixable = "sometimes"

    def finish(self) -> None:
        """Look at the options that nothing fills."""
        contract = self.context.contract
        if contract is None or contract.open_arguments or contract.delegates or not parse_calls(self.facts):
            return
        for option in unfilled(self.facts, contract):
            self._check(contract, option)

    def _check(self, contract: Contract, option: ArgumentFact) -> None:
        if is_needed(option, contract):
            self.report(
                option.node,
                Message(
                    "argument `{name}` is required, but {contract} does not pass it: the script exits with "
                    "`the following arguments are required`",
                    name=shown(option),
                ),
                notes=[("contract declared at", contract.place)],
                fix=self._fix(contract, option),
            )
        elif contract.origin == "toml" and not option.required:
            self.report(
                option.node,
                Message("argument `{name}` is not named by {contract}", name=shown(option)),
                severity=Severity.INFO,
                notes=[("contract declared at", contract.place)],
                fix=self._fix(contract, option),
            )

    def _fix(self, contract: Contract, option: ArgumentFact) -> NodeFix | None:
        """Name the argument."""
        missing = contract_fixes.missing_argument(self.context, option)
        return (
            contract_fixes.contract_fix(self.context, contract, f"name {missing.text}", [missing])
            if missing is not None
            else None
        )
