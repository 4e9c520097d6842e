"""SME220: a variable with a default that is read under a name one letter away from one that is set."""

from __future__ import annotations

from sm_lint.rules import Message, ScriptRule, Severity
from sm_lint.rules.contracts import misspelt_variables


class MisspeltVariable(ScriptRule):
    """A variable with a default is read under a name that is one letter away from one that is set.

    ## What it does

    Reports a read of an environment variable that the job does not set, where the name is one letter more, less or
    other than that of a variable which SageMaker sets in such a job, or which the job definition sets and the script
    does not read. Two letters in the wrong order count as well.

    ## Why is this bad?

    The script does not fail: `os.environ.get` gives its default, or None. The model is then saved where SageMaker does not
    look for it, or the value of the job is never used.

    ## Example

    ```python title="train.py"
    import os

    model_dir = os.environ.get("SM_MODLE_DIR", "/tmp/model")
    ```

    ```python title="pipeline.py"
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py",
        role=role,
        framework_version="2.1",
        py_version="py310",
        instance_count=1,
        instance_type="ml.m5.xlarge",
    )
    estimator.fit("s3://acme/claims")
    ```

    ## Use instead

    ```python title="train.py"
    import os

    model_dir = os.environ.get("SM_MODEL_DIR", "/tmp/model")
    ```

    ```python title="pipeline.py"
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py",
        role=role,
        framework_version="2.1",
        py_version="py310",
        instance_count=1,
        instance_type="ml.m5.xlarge",
    )
    estimator.fit("s3://acme/claims")
    ```

    ## Known limits

    A variable that is read without a default is the matter of [SMC007](undeclared-env-var.md). Names that differ in a digit
    are taken to be different on purpose, and so are names shorter than five letters.

    ## References

    - [Environment variables of the training toolkit](https://github.com/aws/sagemaker-training-toolkit/blob/master/ENVIRONMENT_VARIABLES.md)
    - [sagemaker-python-sdk#1292](https://github.com/aws/sagemaker-python-sdk/issues/1292)
    """

    code = "SME220"
    name = "misspelt-variable"
    per_contract = True

    def finish(self) -> None:
        """Report each name once, where it is first read."""
        contract = self.context.contract
        if contract is None:
            return
        for read, near in misspelt_variables(self.facts, contract, self.context.settings.ignores_variable):
            message = Message(
                "variable `{name}` is read, but {contract} does not set it; did you mean `{near}`?",
                name=read.name,
                near=near,
            )
            notes = [("contract declared at", contract.place)]
            self.report(read.node, message, severity=Severity.WARNING, notes=notes, once=message)
