from sagemaker.processing import ProcessingInput
from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep

session = PipelineSession()
mode = ParameterString(name="TrainOrInfer", default_value="infer")
processor = SKLearnProcessor(
    framework_version="0.20.0",
    instance_count=1,
    instance_type="ml.m5.large",
    role="SageMakerRole",
    sagemaker_session=session,
)
arguments = processor.run(
    inputs=[ProcessingInput(source="s3://acme-ml/payload", destination="/opt/ml/processing/payload")],
    code="prepare.py",
    arguments=["--train_or_infer", mode],
)
step = ProcessingStep(name="Prepare", step_args=arguments)
pipeline = Pipeline(name="prepare", parameters=[mode], steps=[step], sagemaker_session=session)
