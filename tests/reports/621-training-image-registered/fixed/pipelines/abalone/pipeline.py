import os

from sagemaker.pytorch import PyTorch, PyTorchModel
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import TrainingStep

HERE = os.path.dirname(os.path.realpath(__file__))
s = PipelineSession()
est = PyTorch(
    entry_point=os.path.join(HERE, "train.py"),
    role="r",
    framework_version="1.12",
    py_version="py38",
    instance_count=1,
    instance_type="ml.m5.large",
    sagemaker_session=s,
)
train = TrainingStep(name="Train", step_args=est.fit())
model = PyTorchModel(
    entry_point=os.path.join(HERE, "train.py"),
    framework_version="1.12",
    py_version="py38",
    model_data=train.properties.ModelArtifacts.S3ModelArtifacts,
    role="r",
    sagemaker_session=s,
)
register = ModelStep(
    name="Register",
    step_args=model.register(
        content_types=["application/json"], response_types=["application/json"], model_package_group_name="g"
    ),
)
Pipeline(name="p", steps=[train, register]).upsert("r")
