"""SMH413: a script that is given to a model and has nothing that its container calls."""

from __future__ import annotations

import libcst as cst

from sm_lint.rules import Job, Place, ScriptRule
from sm_lint.rules.platform import framework_of_class, handler_signatures
from sm_lint.rules.scripts import bound_names, top_level
from sm_lint.rules.source import opening

_OWN_SCRIPT_UNUSED = frozenset({"huggingface"})
"""Frameworks whose models need no script, so that one without handlers was meant to have some."""


class ScriptWithoutHandlers(ScriptRule):
    """A script serves a model and defines none of the functions that its container calls.

    ## What it does

    Reports the `entry_point` of an `SKLearnModel`, and the training script of an `SKLearn` estimator that is deployed, where it
    has no `model_fn` and no other handler; and the `entry_point` of a `HuggingFaceModel` that defines functions, and no handler
    among them.

    ## Why is this bad?

    The scikit-learn container loads no model without a `model_fn`: `Please provide a model_fn implementation`, and the endpoint
    never starts. That of Hugging Face calls `model_fn`, `input_fn`, `predict_fn`, `output_fn` and `transform_fn` by these names
    alone, and does without the script otherwise, without a word.

    ## Example

    ```python title="launch.py"
    from sagemaker.sklearn import SKLearn

    estimator = SKLearn(
        entry_point="train.py", role="role", framework_version="1.2-1", instance_count=1, instance_type="ml.m5.large"
    )
    estimator.fit({"train": "s3://bucket/train"})
    estimator.deploy(initial_instance_count=1, instance_type="ml.m5.large")
    ```

    ```python title="train.py"
    import os

    import joblib
    import pandas as pd
    from sklearn.linear_model import LogisticRegression

    if __name__ == "__main__":
        rows = pd.read_csv(os.path.join(os.environ["SM_CHANNEL_TRAIN"], "train.csv"))
        model = LogisticRegression().fit(rows[["age"]], rows["churn"])
        joblib.dump(model, os.path.join(os.environ["SM_MODEL_DIR"], "model.joblib"))
    ```

    ## Use instead

    ```python title="launch.py"
    from sagemaker.sklearn import SKLearn

    estimator = SKLearn(
        entry_point="train.py", role="role", framework_version="1.2-1", instance_count=1, instance_type="ml.m5.large"
    )
    estimator.fit({"train": "s3://bucket/train"})
    estimator.deploy(initial_instance_count=1, instance_type="ml.m5.large")
    ```

    ```python title="train.py"
    import os

    import joblib
    import pandas as pd
    from sklearn.linear_model import LogisticRegression


    def model_fn(model_dir):
        return joblib.load(os.path.join(model_dir, "model.joblib"))


    if __name__ == "__main__":
        rows = pd.read_csv(os.path.join(os.environ["SM_CHANNEL_TRAIN"], "train.csv"))
        model = LogisticRegression().fit(rows[["age"]], rows["churn"])
        joblib.dump(model, os.path.join(os.environ["SM_MODEL_DIR"], "model.joblib"))
    ```

    ## Known limits

    Scripts that import everything of another module, models with an image of their own, and frameworks whose containers have a
    `model_fn` of their own, Hugging Face apart, are left alone.

    ## References

    - [Public thread: inference.py ignored](https://github.com/aws/sagemaker-huggingface-inference-toolkit/issues/10)
    - [Scikit-learn: load a model](https://sagemaker.readthedocs.io/en/stable/frameworks/sklearn/using_sklearn.html#load-a-model)
    - [What the scikit-learn container does without a model_fn](https://github.com/aws/sagemaker-scikit-learn-container/blob/master/src/sagemaker_sklearn_container/handler_service.py)
    """

    code = "SMH413"
    name = "script-without-handlers"

    def finish(self) -> None:
        """Look at the top level of a script that serves."""
        if not self.context.text.strip():
            return  # SMJ519 says that it is empty
        names, is_open = bound_names(self.context.module)
        handlers = handler_signatures()
        if is_open or names & {*handlers, "handle", "handler"}:
            return
        for job in self.context.launched_by:
            framework = framework_of_class(job.class_name)
            if framework is None or not self._serves(job) or job.setting("image_uri") is not None:
                continue
            if framework.name in _OWN_SCRIPT_UNUSED and job.kind == "inference" and self._has_functions():
                self.report(
                    opening(self.context.module),
                    f"the {framework.name} container calls `model_fn`, `predict_fn` and the like, and the script has none of "
                    "them: it is not used",
                    notes=[("launched at", job.place)],
                )
                return
            if framework.name == "sklearn" and framework.name not in handlers["model_fn"].default:
                self.report(
                    opening(self.context.module),
                    "the script serves a model and has no `model_fn`; the sklearn container loads none without it",
                    notes=[("served at", self._served_at(job))],
                )
                return

    def _serves(self, job: Job) -> bool:
        if job.kind == "inference":
            return True
        return job.kind == "training" and any(
            use.own_script and use.api in ("deploy", "transformer") for use in job.deployments
        )

    def _served_at(self, job: Job) -> Place:
        return next((use.place for use in job.deployments), job.place)

    def _has_functions(self) -> bool:
        return any(isinstance(node, cst.FunctionDef) for node in top_level(self.context.module))
