from sagemaker.processing import FrameworkProcessor
from sagemaker.pytorch import PyTorch
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep

processor = FrameworkProcessor(
    PyTorch,
    "1.13",
    role="r",
    instance_count=1,
    instance_type="ml.m5.large",
    py_version="py39",
    sagemaker_session=PipelineSession(),
)
step = ProcessingStep(name="Evaluate", step_args=processor.run(code="evaluate.py"))
