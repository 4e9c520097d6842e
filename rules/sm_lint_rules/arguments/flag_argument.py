"""SMA302: a flag that is passed a value."""

from __future__ import annotations

from sm_lint.rules import Argument, ArgumentFact, Contract, Message, ScriptRule, Severity
from sm_lint.rules.contracts import arguments
from sm_lint.rules.scripts import parse_calls, shown, takers

FLAG_ACTIONS = frozenset({"store_true", "store_false", "store_const", "append_const", "count"})


class FlagArgument(ScriptRule):
    """An option that takes no value is passed one.

    ## What it does

    Reports an option of the script's parser that takes no value (`action="store_true"` and its like), where the contract
    or the job definition passes it one: each hyperparameter of a training job is passed as `--name value`, and so is an
    argument that a job definition writes with a value.

    ## Why is this bad?

    SageMaker does not know flags. `--use-gpu True` ends the script with `error: unrecognized arguments: True`, exit
    status 2; with `parse_known_args`, `--use-gpu False` turns the flag on.

    ## Known limits

    A hyperparameter of SDK v2 whose value is the empty text is a flag: the training toolkit joins the words to a line for the shell,
    which drops it.

    ## Example

    ```toml
    [tool.sm-lint.contracts.train]
    entry-point = "train.py"
    job = "training"

    [tool.sm-lint.contracts.train.arguments]
    use-gpu = "True"
    ```

    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--use-gpu", action="store_true")
    args = parser.parse_args()
    print(args.use_gpu)
    ```

    ## Use instead

    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--use-gpu", type=lambda text: text.lower() == "true", default=False)
    args = parser.parse_args()
    print(args.use_gpu)
    ```

    ## References

    - [Prepare a training script](https://sagemaker.readthedocs.io/en/stable/overview.html#prepare-a-training-script)
    """

    code = "SMA302"
    name = "flag-argument"
    per_contract = True

    def finish(self) -> None:
        """Report each flag once."""
        contract = self.context.contract
        if contract is None or contract.delegates:
            return
        options = [option for option in self.facts.all(ArgumentFact) if option.reached]
        by_driver = any(job.dialect == "v3" for job in self.context.launched_by if job.contract is contract)
        for argument in arguments(contract):
            for option in takers(argument, options, contract):
                if option.action in FLAG_ACTIONS and _has_value(argument, contract, by_driver):
                    self._report(contract, argument, option)

    def _report(self, contract: Contract, argument: Argument, option: ArgumentFact) -> None:
        calls = parse_calls(self.facts)
        strict = not calls or any(call.strict for call in calls)
        text = argument.value if argument.value is not None else "VALUE"
        effect = (
            f"the script exits with `unrecognized arguments: {text}`"
            if strict
            else "the value is dropped and the flag is always set"
        )
        self.report(
            option.node,
            Message(
                '`{name}` is a flag (`action="{action}"`), but {contract} passes it a value: {effect}',
                name=shown(option),
                action=option.action,
                effect=effect,
            ),
            severity=Severity.ERROR if strict else Severity.WARNING,
            notes=[("passed at", argument.place)],
        )


def _has_value(argument: Argument, contract: Contract, by_driver: bool) -> bool:
    """Whether the argument comes with a value for certain.

    The training toolkit joins the words of the command line, and a shell splits them again: an empty one is lost. The driver of SDK
    v3 passes it on. Of a declared contract it is known for hyperparameters alone; its default may describe a flag otherwise.
    """
    if argument.action in FLAG_ACTIONS:
        return False
    if contract.job == "training":
        return argument.value != "" or by_driver
    return contract.origin == "job" and bool(argument.value)
