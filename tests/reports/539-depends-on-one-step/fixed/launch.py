from sagemaker.processing import ScriptProcessor
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.steps import ProcessingStep

processor = ScriptProcessor(
    "Role", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/split:1", ["python3"], 1, "ml.m5.large"
)
clean = ProcessingStep(name="Clean", processor=processor, code="s3://acme-ml/code/clean.py")
split = ProcessingStep(name="Split", processor=processor, code="s3://acme-ml/code/split.py", depends_on=[clean])
pipeline = Pipeline(name="split", steps=[clean, split])
