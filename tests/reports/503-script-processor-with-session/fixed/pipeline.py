from sagemaker.processing import ProcessingInput, ScriptProcessor
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep

session = PipelineSession()
processor = ScriptProcessor(
    image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/prep:1",
    command=["python3"],
    role="SageMakerRole",
    instance_count=1,
    instance_type="ml.m5.large",
    sagemaker_session=session,
)
step = ProcessingStep(
    name="Prepare",
    step_args=processor.run(
        code="prepare.py",
        inputs=[ProcessingInput(source="s3://acme-ml/raw", destination="/opt/ml/processing/input")],
    ),
)
pipeline = Pipeline(name="prep", steps=[step], sagemaker_session=session)
