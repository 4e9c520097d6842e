"""SMJ660: what a job of a pipeline has left, asked of an object that runs none."""

from __future__ import annotations

import re

from sm_lint.rules import Definitions, JobRule, Setting
from sm_lint.rules.jobs import Called, called, calls_of

_LEFT = re.compile(
    r"\.(?P<name>model_data|latest_training_job|latest_job|latest_tuning_job|latest_transform_job|best_training_job\(\))(?:\.|\[|$)"
)
_INSTEAD = {
    "model_data": "the step's `properties.ModelArtifacts.S3ModelArtifacts`",
    "latest_training_job": "the step's `properties`",
    "latest_job": "the step's `properties.ProcessingOutputConfig.Outputs[...].S3Output.S3Uri`",
    "latest_tuning_job": "the step's `properties`",
    "latest_transform_job": "the step's `properties.TransformOutput.S3OutputPath`",
    "best_training_job()": "the step's `get_top_model_s3_uri(...)`",
}
_MAKERS = frozenset({"EstimatorBase", "Processor", "HyperparameterTuner", "Transformer"})


class ResultOfNoJob(JobRule):
    """What a job has left is asked of an object with a pipeline session, which starts no job.

    ## What it does

    Reports arguments of the SDK that are `estimator.model_data`, `latest_training_job`, `latest_job`, `latest_tuning_job`,
    `latest_transform_job` or `best_training_job()` of an estimator, a processor, a tuner or a transformer whose session is a
    `PipelineSession`.

    ## Why is this bad?

    With a `PipelineSession`, `fit()` and `run()` only describe the job of a step. There is no latest job, and `model_data` is a
    place that is made up from a name which no job of the pipeline has: the step that reads it finds no archive.

    ## Example

    ```python
    from sagemaker.estimator import Estimator
    from sagemaker.model import Model
    from sagemaker.workflow.model_step import ModelStep
    from sagemaker.workflow.pipeline import Pipeline
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import TrainingStep

    session = PipelineSession()
    estimator = Estimator(
        image_uri="image", role="role", instance_count=1, instance_type="ml.m5.large", sagemaker_session=session
    )
    train = TrainingStep(name="Train", step_args=estimator.fit())
    model = Model(image_uri="image", model_data=estimator.model_data, role="role", sagemaker_session=session)
    create = ModelStep(name="Create", step_args=model.create(instance_type="ml.m5.large"))
    pipeline = Pipeline(name="houses", steps=[train, create], sagemaker_session=session)
    ```

    ## Use instead

    ```python
    from sagemaker.estimator import Estimator
    from sagemaker.model import Model
    from sagemaker.workflow.model_step import ModelStep
    from sagemaker.workflow.pipeline import Pipeline
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import TrainingStep

    session = PipelineSession()
    estimator = Estimator(
        image_uri="image", role="role", instance_count=1, instance_type="ml.m5.large", sagemaker_session=session
    )
    train = TrainingStep(name="Train", step_args=estimator.fit())
    model = Model(
        image_uri="image",
        model_data=train.properties.ModelArtifacts.S3ModelArtifacts,
        role="role",
        sagemaker_session=session,
    )
    create = ModelStep(name="Create", step_args=model.create(instance_type="ml.m5.large"))
    pipeline = Pipeline(name="houses", steps=[train, create], sagemaker_session=session)
    ```

    ## Known limits

    The rule is in preview: no such call was found in 245 public repositories, and which session an object holds may depend on values that
    are not known.

    ## References

    - [sagemaker 2.257.7: estimator.py, `EstimatorBase.model_data`](https://pypi.org/project/sagemaker/2.257.7/)
    - [Pipeline session](https://sagemaker.readthedocs.io/en/stable/amazon_sagemaker_model_building_pipeline.html#pipeline-session)
    - [Public thread: the same in Step Functions, `get_expected_model()`](https://github.com/aws/aws-step-functions-data-science-sdk-python/issues/78)
    """

    code = "SMJ660"
    name = "result-of-no-job"
    preview = True

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the arguments of each call."""
        for known in calls_of(definitions):
            for key, setting in known.call.settings:
                owner = known.call.link(f"{key}.__self__")
                name = _left(setting)
                if name and owner is not None and _starts_none(called(definitions.calls[owner])):
                    self.report(
                        setting.place,
                        f"`{setting.source or name}` is asked of an object whose session is a `PipelineSession`, which starts no "
                        f"job; write {_INSTEAD[name]}",
                        once=setting.place,
                    )


def _left(setting: Setting) -> str:
    found = _LEFT.search(setting.type)
    return found["name"] if found is not None else ""


def _starts_none(maker: Called) -> bool:
    """Whether a call makes an object that only describes jobs."""
    session = maker.given.get("sagemaker_session")
    return (
        session is not None
        and maker.call.name in maker.names
        and bool(maker.names & _MAKERS)
        and session.type.endswith("PipelineSession")
        and not session.type.endswith("LocalPipelineSession")
    )
