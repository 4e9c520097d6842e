from sagemaker.model import Model
from sagemaker.transformer import Transformer
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import TransformStep

s = PipelineSession()
model = Model(
    image_uri="1.dkr.ecr.eu-west-1.amazonaws.com/a:1", model_data="s3://b/m.tar.gz", role="r", sagemaker_session=s
)
create = ModelStep(name="Create", step_args=model.create(instance_type="ml.m5.large"))
settings = {
    "model_name": create.properties.ModelName,
    "instance_count": 1,
    "instance_type": "ml.m5.large",
    "output_path": "s3://b/o",
    "sagemaker_session": s,
}
transform = TransformStep(
    name="Score", step_args=Transformer(**settings).transform("s3://b/i", content_type="text/csv", split_type="Line")
)
Pipeline(name="p", steps=[create, transform]).upsert("r")
