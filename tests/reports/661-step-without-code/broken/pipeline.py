from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.steps import ProcessingStep


class Pipelines:
    processor = SKLearnProcessor(
        framework_version="1.2-1", role="SageMakerRole", instance_count=1, instance_type="ml.m5.large"
    )

    def build(self):
        step = ProcessingStep(
            name="Prepare",
            processor=self.processor,
            job_arguments=["--all"],
        )
        return Pipeline(name="prepare", steps=[step])


Pipelines().build().upsert(role_arn="arn:aws:iam::123456789012:role/SageMakerRole")
