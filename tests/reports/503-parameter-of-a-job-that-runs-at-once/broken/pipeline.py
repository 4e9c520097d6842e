import sagemaker
from sagemaker.processing import ProcessingInput
from sagemaker.pytorch.processing import PyTorchProcessor
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.steps import ProcessingStep


def get_session(kind):
    return kind()


session = get_session(sagemaker.Session)
data = ParameterString(name="Data", default_value="s3://acme-ml/in")
processor = PyTorchProcessor(
    role="SageMakerRole",
    framework_version="1.12",
    py_version="py38",
    instance_type="ml.m5.large",
    instance_count=1,
    sagemaker_session=session,
)
arguments = processor.run(code="prepare.py", inputs=[ProcessingInput(source=data, destination="/opt/ml/processing/in")])
pipeline = Pipeline(name="p", parameters=[data], steps=[ProcessingStep(name="Prepare", step_args=arguments)])
