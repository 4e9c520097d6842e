"""SME205: a variable whose name is not the one that a channel or a hyperparameter makes."""

from __future__ import annotations

from collections.abc import Iterator

from sm_lint.rules import Contract, EnvRead, EnvWrite, Message, ScriptRule, Severity
from sm_lint.rules.jobs import (
    GENERATIONS,
    dialects,
    hyperparameter_variable,
    hyperparameters,
    misspelt_channel,
    spelling,
)
from sm_lint.rules.platform import HYPERPARAMETER_PREFIX, channel_variable


class HyphenatedEnvName(ScriptRule):
    """A variable is read under a name that its channel or hyperparameter does not make.

    ## What it does

    Reports `SM_CHANNEL_TRAIN_DATA` where the channel is called `train-data`: its variable is `SM_CHANNEL_TRAIN-DATA`, for
    SageMaker makes capitals of a channel's name and changes nothing else. Reports `SM_HP_*` for a hyperparameter with a
    hyphen, as the job definition spells it, where the SDK makes another name of it: version 2 keeps the hyphen, version 3
    makes it an underscore.

    ## Why is this bad?

    The variable does not exist. The script fails with a `KeyError`, or runs on a default that nobody chose.

    ## Example

    ```toml
    [tool.sm-lint.contracts.train]
    entry-point = "train.py"
    job = "training"

    [tool.sm-lint.contracts.train.expected-input-paths]
    train-data = "/opt/ml/input/data/train-data"
    ```

    ```python
    import os

    print(os.listdir(os.environ["SM_CHANNEL_TRAIN_DATA"]))
    ```

    ## Use instead

    ```toml
    [tool.sm-lint.contracts.train]
    entry-point = "train.py"
    job = "training"

    [tool.sm-lint.contracts.train.expected-input-paths]
    train_data = "/opt/ml/input/data/train_data"
    ```

    ```python
    import os

    print(os.listdir(os.environ["SM_CHANNEL_TRAIN_DATA"]))
    ```

    ## Options

    `sdk` says which generation of the SDK launches the jobs.

    ## References

    - [Environment variables of the training toolkit](https://github.com/aws/sagemaker-training-toolkit/blob/master/ENVIRONMENT_VARIABLES.md)
    """

    code = "SME205"
    name = "hyphenated-env-name"
    per_contract = True

    def begin(self) -> bool:
        """Collect the variables that the script sets itself."""
        self._written = {fact.name for fact in self.facts.all(EnvWrite)}
        return self.context.contract is not None

    def check_env_read(self, read: EnvRead) -> None:
        """Report each name once, where it is first read."""
        contract = self.context.contract
        if not read.reached or read.probe or read.guarded or "*" in read.name or read.name in self._written:
            return
        for message in self._messages(read, contract) if contract is not None else ():
            severity = Severity.ERROR if read.required and not read.conditional else Severity.WARNING
            place = contract.place if contract is not None else None
            self.report(read.node, message, severity=severity, notes=[("declared at", place)], once=message)

    def _messages(self, read: EnvRead, contract: Contract) -> Iterator[Message]:
        channel = misspelt_channel(read.name, contract)
        if channel is not None:
            yield Message(
                "`{name}` is read, but the variable of channel `{channel}` of {contract} is `{right}`; rename the channel or "
                "read that",
                name=read.name,
                channel=channel,
                right=channel_variable(channel),
            )
        if contract.origin == "job" and read.name.startswith(HYPERPARAMETER_PREFIX):
            yield from self._hyperparameter(read.name, contract)

    def _hyperparameter(self, name: str, contract: Contract) -> Iterator[Message]:
        launching = dialects(self.context.settings, [contract])
        for argument in hyperparameters(contract):
            made = {dialect: hyperparameter_variable(spelling(argument), dialect) for dialect in GENERATIONS}
            wrong = [dialect for dialect in launching if made[dialect] != name]
            if name in made.values() and wrong:
                yield Message(
                    "`{name}` is read, but SDK {sdk} makes `{right}` of the hyperparameter `{argument}`; give it a name "
                    "without hyphens",
                    name=name,
                    sdk=wrong[0],
                    right=made[wrong[0]],
                    argument=spelling(argument),
                )
