from sagemaker.processing import ScriptProcessor
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep


def get_pipeline(role):
    session = PipelineSession()
    prefix = ParameterString(name="JobPrefix", default_value="payments")
    processor = ScriptProcessor(
        image_uri="111122223333.dkr.ecr.eu-west-1.amazonaws.com/features:7",
        command=["python3"],
        role=role,
        instance_count=1,
        instance_type="ml.m5.xlarge",
        base_job_name=f"{prefix}-features",
        sagemaker_session=session,
    )
    step = ProcessingStep(name="Features", step_args=processor.run(code="features.py"))
    return Pipeline(name="payments", parameters=[prefix], steps=[step], sagemaker_session=session)


get_pipeline("arn:aws:iam::111122223333:role/lab")
