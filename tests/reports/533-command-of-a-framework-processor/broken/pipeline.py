from sagemaker.processing import FrameworkProcessor
from sagemaker.pytorch import PyTorch
from sagemaker.workflow.pipeline_context import PipelineSession

processor = FrameworkProcessor(
    estimator_cls=PyTorch,
    framework_version="1.10",
    role="r",
    py_version="py38",
    instance_count=1,
    instance_type="ml.m5.large",
    sagemaker_session=PipelineSession(),
    command="python3",
)
processor.run(source_dir="src", code="evaluate.py")
