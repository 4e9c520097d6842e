"""SMA316: a hyperparameter that the script demands and the job does not have."""

from __future__ import annotations

from sm_lint.rules import (
    Contract,
    EnvRead,
    Fact,
    HyperparameterRead,
    Job,
    Message,
    Place,
    ScriptRule,
    did_you_mean,
    suggest,
)
from sm_lint.rules.contracts import arguments
from sm_lint.rules.jobs import entries, spelling
from sm_lint.rules.platform import HYPERPARAMETER_PREFIX
from sm_lint.rules.scripts import job_of

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
    preview = True

    def begin(self) -> bool:
        """Look at scripts of jobs whose hyperparameters are all known."""
        self._known: dict[str, Place] | None = None
        contract, job = self.context.contract, job_of(self.context)
        if contract is not None and job is not None and job.kind == "training":
            self._known = _hyperparameters(job, contract)
        return self._known is not None

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
        known = self._known or {}
        close = suggest(name, sorted(known))
        self.report(
            read.node,
            Message(
                "{what}, but {contract} has no such hyperparameter{hint}", what=what, hint=did_you_mean(close, "; ")
            ),
            notes=[("passed at", known[close]) if close is not None else ("launched at", contract.place)],
            once=(name, read.node),
        )


def _hyperparameters(job: Job, contract: Contract) -> dict[str, Place] | None:
    """All hyperparameters of a job, with the places where they are given; None where there may be others."""
    given = job.hyperparameters
    if given is None or given.type != "dict" or given.open or not given.keys or job.open_settings:
        return None
    found = {key: item.place for key, item in entries(given)}
    passed = {spelling(argument): argument.place for argument in arguments(contract)}
    if found.keys() <= passed.keys():  # the toolkit passes them on, with those of a tuner and of the SDK
        return None if contract.open_arguments else {**passed, **found}
    tuned = job.setting("hyperparameter_ranges") is not None or "uning" in job.api
    decided = any(job.setting(name) is not None for name in ("training_recipe", "recipe_overrides"))
    return None if tuned or decided or any("*" in key for key in found) else found


def _as_variable(name: str) -> str:
    return name.upper().replace("-", "_")
