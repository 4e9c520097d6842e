from sagemaker.processing import ScriptProcessor
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep

proc = ScriptProcessor(
    image_uri="1.dkr.ecr.eu-west-1.amazonaws.com/a:1",
    command=["python3"],
    role="r",
    instance_type="ml.m5.large",
    instance_count=1,
    sagemaker_session=PipelineSession(),
)
Pipeline(name="p", steps=[ProcessingStep(name="Prep", step_args=proc.run(code="prep.py"))]).upsert("r")
