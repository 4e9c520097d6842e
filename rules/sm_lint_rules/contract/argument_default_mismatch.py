"""SMC013: a default that is written down twice, and differently."""

from __future__ import annotations

from sm_lint.rules import Argument, ArgumentFact, Contract, Message, NodeFix, ScriptRule, Severity, contract_fixes
from sm_lint.rules.contracts import family, same_value
from sm_lint.rules.scripts import shown, takers


class ArgumentDefaultMismatch(ScriptRule):
    """The contract and the parser disagree about an argument's default or choices.

    ## What it does

    Compares the default that a declared contract gives for an argument with that of the script's parser, and the choices with its
    `choices`. Numbers are compared as numbers. A default that is not known, and variants that differ, are passed over.

    ## Why is this bad?

    Whoever reads the contract expects one value and gets the other, and nothing says so. A choice that the parser does not
    have ends the script with `invalid choice`, exit status 2.

    ## Example

    ```toml
    [tool.sm-lint.contracts.train]
    entry-point = "train.py"
    job = "training"

    [tool.sm-lint.contracts.train.arguments]
    learning-rate = "0.1"
    ```

    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--learning-rate", type=float, default=0.01)
    args = parser.parse_args()
    print(args.learning_rate)
    ```

    ## Use instead

    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--learning-rate", type=float, default=0.1)
    args = parser.parse_args()
    print(args.learning_rate)
    ```

    ## Fix safety

    The fix gives the contract what the parser has. It is unsafe: the contract may be the one that is right.

    ## References

    - [argparse: default](https://docs.python.org/3/library/argparse.html#default)
    """

    code = "SMC013"
    name = "argument-default-mismatch"
    severity = Severity.WARNING
    per_contract = True
    fixable = "sometimes"

    def finish(self) -> None:
        """Compare each argument of the contract with the one option that takes it."""
        contract = self.context.contract
        if contract is None or contract.origin != "toml":
            return
        options = [option for option in self.facts.all(ArgumentFact) if option.reached and not option.conditional]
        for argument in contract.arguments:
            found = takers(argument, options, contract)
            if len(found) == 1 and _says_one_thing(argument, contract):
                self._compare(argument, found[0], contract)

    def _compare(self, argument: Argument, option: ArgumentFact, contract: Contract) -> None:
        declared, written = argument.value, option.default
        if declared is not None and written is not None and not same_value(declared, written):
            self.report(
                option.node,
                Message(
                    "`{option}` defaults to `{written}` in the script but `{declared}` in {contract}; make them agree",
                    option=shown(option),
                    written=written,
                    declared=declared,
                ),
                notes=[("declared at", argument.place)],
                fix=contract_fixes.contract_fix(
                    self.context, contract, f"declare `{written}`", [contract_fixes.changed_default(argument, written)]
                ),
            )
        missing = [
            choice for choice in argument.choices if not any(same_value(choice, other) for other in option.choices)
        ]
        if option.choices and missing:
            listed = ", ".join(f"`{choice}`" for choice in missing)
            self.report(
                option.node,
                Message(
                    "`{option}` does not take {choices}, which {contract} allows; add it to `choices`",
                    option=shown(option),
                    choices=listed,
                ),
                notes=[("declared at", argument.place)],
                fix=self._fewer(argument, missing, contract),
            )

    def _fewer(self, argument: Argument, missing: list[str], contract: Contract) -> NodeFix | None:
        """Allow only what the parser takes, if that leaves anything."""
        kept = [choice for choice in argument.choices if choice not in missing]
        if not kept:
            return None
        return contract_fixes.contract_fix(
            self.context, contract, "allow no other", [contract_fixes.fewer_choices(argument, kept)]
        )


def _says_one_thing(argument: Argument, contract: Contract) -> bool:
    """Whether all variants of the contract have the same argument."""
    others = [other for member in family(contract) for other in member.arguments if other.name == argument.name]
    return all((other.value, other.choices) == (argument.value, argument.choices) for other in others)
