from sagemaker.model import Model
from sagemaker.transformer import Transformer
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import TransformStep


def steps(image, archive, rows):
    session = PipelineSession()
    model = Model(image_uri=image, model_data=archive, role="r", sagemaker_session=session)
    create = ModelStep(name="Create", step_args=model.create(instance_type="ml.m5.large"))
    name = create.properties.ModelName
    transformer = Transformer(model_name=name, instance_count=1, instance_type="ml.m5.large", sagemaker_session=session)
    return [create, TransformStep(name="Score", step_args=transformer.transform(rows, content_type="text/csv"))]


steps("123456789012.dkr.ecr.eu-west-1.amazonaws.com/x:1", "s3://acme/model.tar.gz", "s3://acme/rows")
