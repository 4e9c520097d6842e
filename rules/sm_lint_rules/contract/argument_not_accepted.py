"""SMC008: an argument that is passed and not defined."""

from __future__ import annotations

from sm_lint.rules import (
    Argument,
    Contract,
    Message,
    ParseCall,
    ScriptRule,
    Severity,
    contract_fixes,
    did_you_mean,
    suggest,
)
from sm_lint.rules.scripts import flags, parse_calls, refused


class ArgumentNotAccepted(ScriptRule):
    """An argument is passed that the script's parser does not define.

    ## What it does

    Reports an argument of the contract, or of the job definition that launches the script, that no parser of the script
    takes: an error where unknown arguments end the script (`parse_args`), a warning where they are dropped
    (`parse_known_args`). Abbreviations that argparse completes are fine. In a declared contract `-` and `_` are one; a job
    definition passes a name as it spells it, and argparse is strict about that. Hyperparameters that a job definition passes are a
    matter for SMA303 and SMA304.

    ## Why is this bad?

    With `parse_args` the job ends with `error: unrecognized arguments`, exit status 2. With `parse_known_args` the value is
    silently dropped, and the job runs on the default.

    ## Example

    ```toml
    [tool.sm-lint.contracts.train]
    entry-point = "train.py"
    job = "training"

    [tool.sm-lint.contracts.train.arguments]
    learning-rate = "0.1"
    epochs = "10"
    ```

    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=0.1)
    parser.add_argument("--epochs", type=int, default=10)
    args = parser.parse_args()
    print(args.lr, args.epochs)
    ```

    ## Use instead

    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--learning-rate", type=float, default=0.1)
    parser.add_argument("--epochs", type=int, default=10)
    args = parser.parse_args()
    print(args.learning_rate, args.epochs)
    ```

    ## Fix safety

    The fix removes it from the contract. It is unsafe: where the script has forgotten it, the contract is right.

    ## References

    - [argparse: partial parsing](https://docs.python.org/3/library/argparse.html#partial-parsing)
    """

    code = "SMC008"
    name = "argument-not-accepted"
    per_contract = True
    fixable = "sometimes"

    def finish(self) -> None:
        """Report arguments that no parser takes."""
        contract = self.context.contract
        if contract is None or contract.delegates or not self.facts.complete("argument"):
            return
        if contract.origin == "job" and contract.job == "training":
            return
        calls = parse_calls(self.facts)
        if not calls:
            return
        strict = [call for call in calls if call.strict]
        call = strict[0] if len(strict) == len(calls) else next(call for call in calls if not call.strict)
        for argument in refused(self.facts, contract):
            self._report(contract, argument, call)

    def _report(self, contract: Contract, argument: Argument, call: ParseCall) -> None:
        spelling = argument.spelling or argument.name
        effect = "the script exits with `unrecognized arguments`" if call.strict else "it is silently dropped"
        self.report(
            call.node,
            Message(
                "argument `--{name}` is passed by {contract}, but the parser does not define it: {effect}{hint}",
                name=spelling,
                effect=effect,
                hint=did_you_mean(suggest(f"--{spelling}", flags(self.facts)), "; "),
            ),
            severity=Severity.ERROR if call.strict else Severity.WARNING,
            notes=[("passed at", argument.place)],
            fix=contract_fixes.contract_fix(
                self.context, contract, f"pass `--{spelling}` no more", [contract_fixes.removed(argument)]
            ),
        )
