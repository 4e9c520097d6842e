from sagemaker.huggingface import HuggingFaceProcessor
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep


class Evaluation:
    def __init__(self):
        self.processor = HuggingFaceProcessor(
            role="r",
            transformers_version="4.26",
            pytorch_version="1.13",
            py_version="py39",
            instance_count=1,
            instance_type="ml.g4dn.xlarge",
            sagemaker_session=PipelineSession(),
        )

    def step(self):
        return ProcessingStep(name="Evaluate", processor=self.processor, code="evaluate.py")


Evaluation().step()
