from sagemaker.processing import ScriptProcessor
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.steps import ProcessingStep

IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/evaluate:1"
COMMON = {"image_uri": IMAGE, "role": "SageMakerRole", "instance_count": 1, "instance_type": "ml.m5.large"}
processor = ScriptProcessor(command=["python3", "/opt/evaluate.py"], **COMMON)
step = ProcessingStep(name="Evaluate", processor=processor)
pipeline = Pipeline(name="evaluate", steps=[step])
