from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.workflow.parameters import ParameterInteger
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep

session = PipelineSession()
machines = ParameterInteger(name="Machines", default_value=1)
processor = SKLearnProcessor(
    framework_version="1.2-1",
    role="arn:aws:iam::111122223333:role/lab",
    instance_type="ml.m5.xlarge",
    instance_count=int(str(machines)),
    sagemaker_session=session,
)
step = ProcessingStep(name="Abalone", step_args=processor.run(code="abalone.py"))
pipeline = Pipeline(name="abalone", parameters=[machines], steps=[step], sagemaker_session=session)
