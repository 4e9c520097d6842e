from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.workflow.steps import ProcessingStep

processor = SKLearnProcessor("1.2-1", "ProcessingRole", "ml.m5.xlarge", 1)
step = ProcessingStep("Prepare", processor=processor, code="prepare.py", job_arguments=["--model-name", "none"])
