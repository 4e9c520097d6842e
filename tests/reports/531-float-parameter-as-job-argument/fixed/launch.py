from sagemaker.processing import ScriptProcessor
from sagemaker.workflow.parameters import ParameterFloat
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.steps import ProcessingStep

share = ParameterFloat(name="Share", default_value=0.2)
processor = ScriptProcessor(
    "Role", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/split:1", ["python3"], 1, "ml.m5.large"
)
step = ProcessingStep(
    name="Split", processor=processor, code="s3://acme-ml/code/split.py", job_arguments=["--share", share.to_string()]
)
pipeline = Pipeline(name="split", parameters=[share], steps=[step])
