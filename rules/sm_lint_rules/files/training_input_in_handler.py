"""SMP153: a handler reads what only the training job has."""

from __future__ import annotations

from sm_lint.rules import EnvRead, PathAccess, ScriptRule
from sm_lint.rules.platform import is_under, platform_variable
from sm_lint.rules.scripts import run_by_handlers, serving

INPUT = "/opt/ml/input"


class TrainingInputInHandler(ScriptRule):
    """A handler reads files or variables that only the training job has.

    ## What it does

    Reports `model_fn`, `input_fn`, `predict_fn`, `output_fn` and `transform_fn`, and the functions of the script that they call,
    where they read below `/opt/ml/input`, or a variable of the training toolkit without a default (`SM_CHANNEL_TRAIN`,
    `SM_HOSTS`), in a script that trains and serves.

    ## Why is this bad?

    The endpoint has the model and the script, and neither channels nor the variables of the training toolkit: `FileNotFoundError` or
    `KeyError` when the model is loaded, or with each request. What a handler needs of the data must be saved with the model.

    ## Example

    ```python title="train.py"
    import os

    import joblib
    import pandas as pd


    def model_fn(model_dir):
        columns = pd.read_csv("/opt/ml/input/data/train/train.csv").columns
        return joblib.load(os.path.join(model_dir, "model.joblib")), columns


    if __name__ == "__main__":
        joblib.dump({}, os.path.join(os.environ["SM_MODEL_DIR"], "model.joblib"))
    ```

    ## Use instead

    ```python title="train.py"
    import os

    import joblib
    import pandas as pd


    def model_fn(model_dir):
        return joblib.load(os.path.join(model_dir, "model.joblib"))


    if __name__ == "__main__":
        columns = pd.read_csv("/opt/ml/input/data/train/train.csv").columns
        joblib.dump(({}, columns), os.path.join(os.environ["SM_MODEL_DIR"], "model.joblib"))
    ```

    ## References

    - [How SageMaker provides training information](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html)
    - [How SageMaker hosting runs your image](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html)
    - [dataops-infra#160](https://github.com/slalom/dataops-infra/issues/160)
    """

    code = "SMP153"
    name = "training-input-in-handler"

    def begin(self) -> bool:
        """Look for handlers."""
        if serving(self.context) is None:
            return False
        self._inside = run_by_handlers(self.context)
        jobs = self.context.launched_by
        self._only_serves = bool(jobs) and all(job.kind in ("inference", "transform") for job in jobs)
        return bool(self._inside)

    def check_access(self, access: PathAccess) -> None:
        """Report a read below the channels."""
        if access.mode != "read" or not is_under(access.path, INPUT):
            return
        if id(access.node) not in self._inside and not (self._only_serves and access.certain and not access.assumed):
            return
        if access.guarded or access.conditional or access.own or not access.exact:
            return
        self.report(
            access.node,
            f"a handler reads `{access.path}`, which only the training job has; save what it needs in SM_MODEL_DIR",
            origin=access.origin,
            once=access.path,
        )

    def check_env_read(self, read: EnvRead) -> None:
        """Report a variable that is read without a default; SME201 looks at those of scripts that only serve."""
        if (
            not read.required
            or read.guarded
            or read.conditional
            or "*" in read.name
            or id(read.node) not in self._inside
        ):
            return
        if self.context.job != "training" or read.name == "SM_MODEL_DIR":
            return
        known = platform_variable(read.name, None)
        if known is None or known.setter != "training-toolkit" or platform_variable(read.name, "inference"):
            return
        self.report(
            read.node,
            f"a handler reads `{read.name}`, which only the training job has: the endpoint ends with a KeyError",
            once=read.name,
        )
