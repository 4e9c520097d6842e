"""SMP151: the model is saved where no deployment looks for it."""

from __future__ import annotations

from sm_lint.rules import ScriptRule
from sm_lint.rules.scripts import job_of, unsaved_model


class ModelSavedAsOutput(ScriptRule):
    """A training script saves its model as output data, and the job's model, which is deployed, stays empty.

    ## What it does

    Reports a save of a model below `/opt/ml/output/data` (`SM_OUTPUT_DATA_DIR`) in a script that writes nothing below
    `/opt/ml/model` (`SM_MODEL_DIR`), where the definition uses the model of the job: by `deploy`, `transformer`, `register`,
    `model_data`, or `S3ModelArtifacts`.

    ## Why is this bad?

    `/opt/ml/output/data` becomes `output.tar.gz`. `model.tar.gz` is made of `/opt/ml/model` alone: without it the deployment
    fails with a 404 after the training was paid for.

    ## Known limits

    The rule is silent where the script may write into the model directory in ways that are not known.

    ## Example

    ```python title="launch.py"
    from sagemaker.sklearn import SKLearn

    estimator = SKLearn("train.py", framework_version="1.2-1", role="role", instance_type="ml.m5.xlarge")
    estimator.fit()
    estimator.deploy(initial_instance_count=1, instance_type="ml.m5.large")
    ```

    ```python title="train.py"
    import os

    import joblib

    joblib.dump({}, os.path.join(os.environ["SM_OUTPUT_DATA_DIR"], "model.joblib"))
    ```

    ## Use instead

    ```python title="launch.py"
    from sagemaker.sklearn import SKLearn

    estimator = SKLearn("train.py", framework_version="1.2-1", role="role", instance_type="ml.m5.xlarge")
    estimator.fit()
    estimator.deploy(initial_instance_count=1, instance_type="ml.m5.large")
    ```

    ```python title="train.py"
    import os

    import joblib

    joblib.dump({}, os.path.join(os.environ["SM_MODEL_DIR"], "model.joblib"))
    ```

    ## References

    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/2762)
    - [Output of training jobs](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-output.html)
    """

    code = "SMP151"
    name = "model-saved-as-output"
    per_contract = True

    def begin(self) -> bool:
        """Look for a model that is deployed and not saved."""
        job = job_of(self.context)
        if job is None or job.kind != "training" or not job.deployments:
            return False
        access = unsaved_model(self.context, job)
        if access is not None:
            use = job.deployments[0]
            self.report(
                access.node,
                f"the model is saved as `{access.path}`, which goes into output.tar.gz, and nothing in /opt/ml/model: "
                f"there is no model.tar.gz for `{use.api}`; save it in SM_MODEL_DIR",
                notes=[("the model is used at", use.place)],
                origin=access.origin,
                once="model",
            )
        return False
