"""SMA316: a hyperparameter that the script demands and the job does not have."""

from __future__ import annotations

from sm_lint.rules import Contract, EnvRead, Fact, HyperparameterRead, Message, ScriptRule, did_you_mean, suggest
from sm_lint.rules.contracts import arguments
from sm_lint.rules.jobs import spelling
from sm_lint.rules.platform import HYPERPARAMETER_PREFIX

_OF_THE_TOOLKIT = ("sagemaker_", "_")


class MissingHyperparameter(ScriptRule):
    """A script looks up a hyperparameter that its job does not have.

    ## What it does

    Compares the names that a training script looks up in `SM_HPS`, in `hyperparameters.json` and as `SM_HP_…` with the
    hyperparameters of the job that launches it, where all of these are known. A look-up with a default, in a branch or where its
    failure is handled is not reported, and neither is a name that differs in `-` and `_` from an `SM_HP_…` (SME203).

    ## Why is this bad?

    The job ends with `KeyError`, after the minutes that it takes to start.

    ## Example

    ```python title="train.py"
    import json
    import os

    hyperparameters = json.loads(os.environ["SM_HPS"])
    print(hyperparameters["learning_rate"])
    ```

    ```python title="launch.py"
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py", role="role", framework_version="2.1", py_version="py310", instance_count=1,
        instance_type="ml.m5.xlarge", hyperparameters={"lr": 0.1},
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ## Use instead

    ```python title="train.py"
    import json
    import os

    hyperparameters = json.loads(os.environ["SM_HPS"])
    print(hyperparameters["learning_rate"])
    ```

    ```python title="launch.py"
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py", role="role", framework_version="2.1", py_version="py310", instance_count=1,
        instance_type="ml.m5.xlarge", hyperparameters={"learning_rate": 0.1},
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ## References

    - [Environment variables of the training toolkit](https://github.com/aws/sagemaker-training-toolkit/blob/master/ENVIRONMENT_VARIABLES.md)
    - [Hyperparameters of a training container](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html)
    """

    code = "SMA316"
    name = "missing-hyperparameter"
    per_contract = True

    def begin(self) -> bool:
        """Look at scripts of jobs whose hyperparameters are all known."""
        self._known: set[str] | None = None
        contract: Contract | None = self.context.contract
        if contract is None or contract.origin != "job" or contract.job != "training":
            return False
        if contract.open_arguments or contract.delegates:
            return False
        self._known = {spelling(argument) for argument in arguments(contract)}
        return True

    def check_hyperparameter_read(self, read: HyperparameterRead) -> None:
        """Compare a look-up by name."""
        if self._known is not None and not read.optional and read.name not in self._known:
            self._report(read, read.name, f"`{read.name}` is looked up")

    def check_env_read(self, read: EnvRead) -> None:
        """Compare a variable of one hyperparameter."""
        if (
            self._known is None
            or not read.required
            or read.has_default
            or not read.name.startswith(HYPERPARAMETER_PREFIX)
        ):
            return
        name = read.name.removeprefix(HYPERPARAMETER_PREFIX)
        if "*" not in name and name.replace("-", "_") not in {_as_variable(known) for known in self._known}:
            self._report(read, name.lower(), f"`{read.name}` is read")

    def _report(self, read: Fact, name: str, what: str) -> None:
        contract = self.context.contract
        if contract is None or read.conditional or read.guarded or not read.reached or name.startswith(_OF_THE_TOOLKIT):
            return
        close = suggest(name, sorted(self._known or ()))
        places = [argument.place for argument in arguments(contract) if spelling(argument) == close]
        self.report(
            read.node,
            Message(
                "{what}, but {contract} has no such hyperparameter{hint}", what=what, hint=did_you_mean(close, "; ")
            ),
            notes=[("passed at", place) for place in places] or [("launched at", contract.place)],
            once=(name, read.node),
        )


def _as_variable(name: str) -> str:
    return name.upper().replace("-", "_")
