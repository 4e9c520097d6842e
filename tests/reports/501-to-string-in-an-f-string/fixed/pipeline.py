from sagemaker.processing import ProcessingOutput
from sagemaker.workflow.execution_variables import ExecutionVariables
from sagemaker.workflow.functions import Join
from sagemaker.workflow.pipeline import Pipeline

ACCOUNT = "acme"
out = ProcessingOutput(
    source="/opt/ml/processing/out",
    destination=Join(on="/", values=[f"s3://{ACCOUNT}/out", ExecutionVariables.START_DATETIME]),
)
Pipeline(name="p", steps=[]).upsert("r")
