from sagemaker.processing import ProcessingOutput
from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.workflow.functions import Join
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep

session = PipelineSession()
data = ParameterString(name="InferenceInputData", default_value="s3://acme-ml/filings")
processor = SKLearnProcessor("1.2-1", "SageMakerRole", "ml.m5.large", 1, sagemaker_session=session)
create = ProcessingStep(
    name="CreateDataset",
    step_args=processor.run(
        code="create.py",
        outputs=[
            ProcessingOutput(
                output_name="reports",
                source="/opt/ml/processing/reports",
                destination=Join(on="/", values=[data, "10k"]),
            )
        ],
    ),
)
pipeline = Pipeline(name="filings", parameters=[data], steps=[create], sagemaker_session=session)
