"""SMC007: a variable that is read and not declared."""

from __future__ import annotations

from sm_lint.rules import (
    Contract,
    EnvRead,
    Message,
    NodeFix,
    ScriptRule,
    Severity,
    Variable,
    contract_fixes,
    did_you_mean,
    suggest,
)
from sm_lint.rules.contracts import family, undeclared_variables
from sm_lint.rules.jobs import misread_hyperparameters, variables_of_sdk_config


class UndeclaredEnvVar(ScriptRule):
    """The script reads an environment variable that its contract does not name.

    ## What it does

    Reports a variable that the contract does not declare, that SageMaker, its toolkits, the image or the system do not set,
    and that the script does not set itself: an error where a missing variable raises, a warning where the script falls back
    to a default. A variable that is only asked for with `in` is not reported. A job definition is held to the
    variables that the script cannot do without; those that the SDK's own `config.yaml` (`SchemaVersion: '1.0'`), beside the definition or in a
    folder above it, sets for jobs of its kind are taken for set. A hyperparameter that is read under its plain name is a matter for SME206.

    ## Why is this bad?

    Whoever launches the job cannot know that the variable is wanted. The script fails with a `KeyError` after minutes of
    starting, or runs on a default that nobody chose.

    ## Example

    ```toml
    [tool.sm-lint.contracts.register]
    entry-point = "register.py"
    job = "processing"
    required-env-vars = ["MODEL_NAME"]
    ```

    ```python
    import os

    print(os.environ["MODEL_NAME"], os.environ["MODEL_OWNER"])
    ```

    ## Use instead

    ```toml
    [tool.sm-lint.contracts.register]
    entry-point = "register.py"
    job = "processing"
    required-env-vars = ["MODEL_NAME", "MODEL_OWNER"]
    ```

    ```python
    import os

    print(os.environ["MODEL_NAME"], os.environ["MODEL_OWNER"])
    ```

    ## Options

    `ignore-env-vars` lists names and globs that may be read freely.

    ## Fix safety

    The fix declares it in the file of the contract. It is unsafe: where the script is wrong, the contract must not follow it. There is
    no fix where a declared name or path is near.

    ## References

    - [Environment variables of the training toolkit](https://github.com/aws/sagemaker-training-toolkit/blob/master/ENVIRONMENT_VARIABLES.md)
    """

    code = "SMC007"
    name = "undeclared-env-var"
    per_contract = True
    fixable = "sometimes"

    def finish(self) -> None:
        """Report each undeclared variable once, where it is first read."""
        contract = self.context.contract
        if contract is None:
            return
        ignored = self.context.settings.ignores_variable
        misread = misread_hyperparameters(self.facts, contract)
        for read, needed in undeclared_variables(self.facts, contract, ignored):
            if read.name not in misread and read.name not in self._of_the_sdk(contract):
                self._report(contract, read, needed)

    def _of_the_sdk(self, contract: Contract) -> frozenset[str]:
        """Variables that the configuration of the SDK sets; asked for only where one is missing."""
        return variables_of_sdk_config(contract, self.context.settings.root, self.context.files)

    def _report(self, contract: Contract, read: EnvRead, needed: bool) -> None:
        verb = "set" if contract.origin == "job" else "name"
        names = [entry.name for member in family(contract) for entry in member.environment]
        several = "*" in read.name
        template = "variable `{name}` is read, but {contract} does not {verb} it{hint}"
        if several:
            template = "variables `{name}` are read, but {contract} does not {verb} any{hint}"
        hint = "" if several else did_you_mean(suggest(read.name, names), "; ")
        self.report(
            read.node,
            Message(template, name=read.name, verb=verb, hint=hint),
            severity=Severity.ERROR if needed else Severity.WARNING,
            notes=[("contract declared at", contract.place)],
            fix=self._fix(contract, read, needed) if not hint else None,
        )

    def _fix(self, contract: Contract, read: EnvRead, needed: bool) -> NodeFix | None:
        """Name the variable, where it is not likely to be misspelled."""
        several = "*" in read.name
        variable = Variable(read.name, contract.place, required=needed and not several, value=read.default or "")
        return contract_fixes.contract_fix(
            self.context, contract, f"name `{read.name}`", [contract_fixes.added_variable(variable)]
        )
