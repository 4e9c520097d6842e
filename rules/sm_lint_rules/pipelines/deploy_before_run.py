"""SMJ546: a model is deployed while the pipeline that makes it is defined."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule
from sm_lint.rules.jobs import calls_of, class_names, maker


class DeployBeforeRun(JobRule):
    """A model is deployed whose archive is known only while the pipeline runs.

    ## What it does

    Reports `deploy()` of a model whose `model_data` is a property of a step, a `Join`, a parameter or
    `get_top_model_s3_uri()`, and `deploy()` of an estimator that has a `PipelineSession`.

    ## Why is this bad?

    `deploy()` asks the service at once. A variable has no value then, and the training job of an estimator in a pipeline has not been
    started: `Estimator is not associated with a training job`.

    ## Example

    ```python
    from sagemaker.model import Model
    from sagemaker.workflow.steps import TuningStep


    def deploy(tuner):
        step = TuningStep(name="Tune", step_args=tuner.fit({"train": "s3://data/train"}))
        model = Model("image", model_data=step.get_top_model_s3_uri(top_k=0, s3_bucket="acme-ml"), role="role")
        model.deploy(1, "ml.m5.large")
    ```

    ## Use instead

    ```python
    from sagemaker.model import Model
    from sagemaker.workflow.model_step import ModelStep
    from sagemaker.workflow.steps import TuningStep


    def create(tuner):
        step = TuningStep(name="Tune", step_args=tuner.fit({"train": "s3://data/train"}))
        model = Model("image", model_data=step.get_top_model_s3_uri(top_k=0, s3_bucket="acme-ml"), role="role")
        return ModelStep(name="Create", step_args=model.create(instance_type="ml.m5.large"))
    ```

    ## References

    - [Public thread](https://github.com/aws/amazon-sagemaker-examples/issues/3489)
    - [ModelStep](https://sagemaker.readthedocs.io/en/stable/amazon_sagemaker_model_building_pipeline.html#model-step)
    """

    code = "SMJ546"
    name = "deploy-before-run"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at what is deployed."""
        for known in calls_of(definitions):
            made = maker(definitions, known.call) if known.call.name == "deploy" else None
            if made is None:
                continue
            data = made.given.get("model_data")
            session = made.given.get("sagemaker_session")
            if "Model" in made.names and data is not None:
                if data.known == "variable" or data.type.endswith(".get_top_model_s3_uri()"):
                    self.report(
                        known.call.place,
                        "`deploy()` needs the archive of the model, which is known only while the pipeline runs; deploy "
                        "in a step of the pipeline, or after its execution",
                        notes=[("the archive is given at", data.place)],
                        once=known.call.place,
                    )
            elif (
                "EstimatorBase" in made.names
                and session is not None
                and "PipelineSession" in class_names(session.type)
                and made.call.name in made.names
            ):
                self.report(
                    known.call.place,
                    "`deploy()` needs a training job that has run, and an estimator with a `PipelineSession` starts none; "
                    "make a model of the step's properties",
                    notes=[("the session is given at", session.place)],
                    once=known.call.place,
                )
