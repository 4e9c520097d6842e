from sagemaker.workflow.callback_step import CallbackStep
from sagemaker.workflow.functions import Join
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline

source = ParameterString(name="Source", default_value="s3://acme-ml/taxi")


def inputs(folder):
    return {"data": Join(on="/", values=[folder, "2020.csv"])}


step = CallbackStep(
    name="Etl", sqs_queue_url="https://sqs.eu-west-1.amazonaws.com/123456789012/etl", inputs=inputs(source), outputs=[]
)
pipeline = Pipeline(name="taxi", parameters=[source], steps=[step])
