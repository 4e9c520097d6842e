"""SME206: a hyperparameter that is read as a plain variable."""

from __future__ import annotations

import libcst as cst

from sm_lint.rules import Argument, Contract, EnvRead, Message, NodeEdit, NodeFix, ScriptRule, Severity
from sm_lint.rules.jobs import dialects, hyperparameter_variable, misread_hyperparameters, spelling
from sm_lint.rules.source import text_value, walk


class HyperparameterReadAsEnv(ScriptRule):
    """A hyperparameter is read from the environment under its plain name.

    ## What it does

    Reports `os.environ["EPOCHS"]` in a training script where the contract or the job definition has a hyperparameter
    `epochs` and no such variable. With a default it is a warning, and nothing where the script also takes the hyperparameter
    from the command line.

    ## Why is this bad?

    A hyperparameter is passed on the command line and in `SM_HP_EPOCHS`. Under its plain name there is nothing: the script
    ends with a `KeyError`, or always runs on the default.

    ## Example

    ```toml
    [tool.sm-lint.contracts.train]
    entry-point = "train.py"
    job = "training"

    [tool.sm-lint.contracts.train.arguments]
    epochs = "10"
    ```

    ```python
    import os

    print(int(os.environ["EPOCHS"]))
    ```

    ## Use instead

    ```python
    import os

    print(int(os.environ["SM_HP_EPOCHS"]))
    ```

    ## Fix safety

    The fix reads `SM_HP_…`. It is unsafe: the variable may be meant to be set by somebody else.

    ## References

    - [Environment variables of the training toolkit](https://github.com/aws/sagemaker-training-toolkit/blob/master/ENVIRONMENT_VARIABLES.md)
    """

    code = "SME206"
    name = "hyperparameter-read-as-env"
    per_contract = True
    fixable = "sometimes"

    def finish(self) -> None:
        """Report each variable once, where it is first read."""
        contract = self.context.contract
        if contract is None:
            return
        for read, argument in misread_hyperparameters(self.facts, contract).values():
            if not self.context.settings.ignores_variable(read.name):
                self._report(read, argument, contract)

    def _report(self, read: EnvRead, argument: Argument, contract: Contract) -> None:
        names = {hyperparameter_variable(spelling(argument), d) for d in dialects(self.context.settings, [contract])}
        self.report(
            read.node,
            Message(
                "`{name}` is a hyperparameter of {contract}; its variable is {variables}",
                name=read.name,
                variables=" or ".join(f"`{name}`" for name in sorted(names)),
            ),
            severity=Severity.ERROR if read.required and not read.conditional else Severity.WARNING,
            notes=[("passed at", argument.place)],
            fix=_fix(read, names),
        )


def _fix(read: EnvRead, names: set[str]) -> NodeFix | None:
    if len(names) != 1 or read.site.node is not read.node:
        return None
    texts = [n for n in walk(read.node) if isinstance(n, cst.SimpleString) and text_value(n) == read.name]
    if len(texts) != 1:
        return None
    name = next(iter(names))
    quote = texts[0].quote
    return NodeFix(f"read `{name}`", (NodeEdit(texts[0], f"{quote}{name}{quote}"),))
