from sagemaker.processing import ProcessingOutput
from sagemaker.workflow.execution_variables import ExecutionVariables
from sagemaker.workflow.pipeline import Pipeline

ACCOUNT = "acme"
out = ProcessingOutput(
    source="/opt/ml/processing/out", destination=f"s3://{ACCOUNT}/out/{ExecutionVariables.START_DATETIME.to_string()}"
)
Pipeline(name="p", steps=[]).upsert("r")
