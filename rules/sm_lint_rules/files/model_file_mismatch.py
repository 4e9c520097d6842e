"""SMP150: `model_fn` loads a file that training does not save."""

from __future__ import annotations

from sm_lint.rules import ScriptRule, did_you_mean, suggest
from sm_lint.rules.scripts import listed, not_saved


class ModelFileMismatch(ScriptRule):
    """`model_fn` loads a file that training does not save.

    ## What it does

    Compares the files that `model_fn` reads in the model directory with those that training saves there: in the same script, or
    in that of the estimator whose `model_data`, or `S3ModelArtifacts`, the served model is given.

    ## Why is this bad?

    `model.tar.gz` holds what training left in `/opt/ml/model`. A file of another name is not there: the endpoint fails
    with `FileNotFoundError` when it loads the model, after the training was paid for.

    ## Known limits

    The rule is silent unless the names of all files that training may save are known: not where a directory is saved as a whole,
    a name is computed, or the model directory is handed to a call that is not known.

    ## Example

    ```python title="train.py"
    import os

    import joblib


    def model_fn(model_dir):
        return joblib.load(os.path.join(model_dir, "preprocessor.joblib"))


    if __name__ == "__main__":
        joblib.dump({}, os.path.join(os.environ["SM_MODEL_DIR"], "model.joblib"))
    ```

    ## Use instead

    ```python title="train.py"
    import os

    import joblib


    def model_fn(model_dir):
        return joblib.load(os.path.join(model_dir, "model.joblib"))


    if __name__ == "__main__":
        joblib.dump({}, os.path.join(os.environ["SM_MODEL_DIR"], "model.joblib"))
    ```

    ## References

    - [Public thread](https://github.com/aws-samples/amazon-sagemaker-local-mode/issues/15)
    - [SageMaker inference toolkit](https://github.com/aws/sagemaker-inference-toolkit#implement-the-handler-functions)
    - [Output of training jobs](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-output.html)
    """

    code = "SMP150"
    name = "model-file-mismatch"

    def begin(self) -> bool:
        """Compare what is loaded with what is saved."""
        for found in not_saved(self.context):
            names = sorted({name for files in found.left for name in files.names})
            by = f"{found.supplier.label} saves" if found.supplier is not None else "training saves"
            self.report(
                found.access.node,
                f"`model_fn` loads `{found.name}`, but {by} only {listed(names)} in the model directory"
                f"{did_you_mean(suggest(found.name, names), '; ')}",
                notes=[("saved at", access.site) for files in found.left for access in files.writes[:1]],
                origin=found.access.origin,
                once=found.name,
            )
        return False
