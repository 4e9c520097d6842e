from sagemaker.sklearn import SKLearn
from sagemaker.tuner import HyperparameterTuner, IntegerParameter
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import TuningStep

METRICS = [{"Name": "lift", "Regex": "lift: (.*?);"}]
session = PipelineSession()


def tuner():
    estimator = SKLearn(
        entry_point="train.py",
        role="SageMakerRole",
        framework_version="1.2-1",
        instance_count=1,
        instance_type="ml.m5.large",
        metric_definitions=METRICS,
        sagemaker_session=session,
    )
    return HyperparameterTuner(
        estimator=estimator,
        objective_metric_name="lift",
        hyperparameter_ranges={"depth": IntegerParameter(2, 20)},
        metric_definitions=METRICS,
        max_jobs=4,
    )


step = TuningStep(name="Tune", step_args=tuner().fit({"train": "s3://acme-ml/rows/"}))
pipeline = Pipeline(name="tune", steps=[step], sagemaker_session=session)
