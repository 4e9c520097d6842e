from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.workflow.parameters import ParameterInteger
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep

k = ParameterInteger(name="KFold", default_value=3)
p = SKLearnProcessor(
    framework_version="1.2-1",
    role="r",
    instance_type="ml.m5.large",
    instance_count=1,
    sagemaker_session=PipelineSession(),
)
step = ProcessingStep(name="Tune", step_args=p.run(code="cv.py", arguments=["-k", k.to_string()]))
Pipeline(name="cv", parameters=[k], steps=[step]).upsert("r")
