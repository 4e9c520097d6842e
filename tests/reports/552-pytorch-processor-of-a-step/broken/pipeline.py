from sagemaker.pytorch.processing import PyTorchProcessor
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.steps import ProcessingStep

processor = PyTorchProcessor(
    framework_version="1.8", py_version="py36", role="SageMakerRole", instance_count=1, instance_type="ml.m5.xlarge"
)
step = ProcessingStep(name="Infer", processor=processor, code="infer.py")
pipeline = Pipeline(name="infer", steps=[step])
