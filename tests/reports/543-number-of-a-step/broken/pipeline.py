from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.workflow.parameters import ParameterInteger
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep

session = PipelineSession()
PARAMETERS = {"days": ParameterInteger(name="Days", default_value=30)}


def words(**options):
    return [word for name, value in options.items() for word in ("--" + name, value)]


processor = SKLearnProcessor("1.2-1", "SageMakerRole", 1, "ml.m5.large", sagemaker_session=session)
step = ProcessingStep(
    name="Window",
    step_args=processor.run(
        code="window.py",
        arguments=words(days=PARAMETERS["days"]),
    ),
)
pipeline = Pipeline(name="window", parameters=list(PARAMETERS.values()), steps=[step], sagemaker_session=session)
