import sagemaker
from sagemaker.estimator import Estimator
from sagemaker.model import Model
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import TrainingStep

session = sagemaker.Session()
image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/returns:3"
estimator = Estimator(
    image_uri=image,
    role="SageMakerRole",
    instance_count=1,
    instance_type="ml.m5.large",
    sagemaker_session=PipelineSession(),
)
train = TrainingStep(name="Train", step_args=estimator.fit({"train": "s3://acme-ml/returns"}))
model = Model(
    image_uri=image,
    model_data=train.properties.ModelArtifacts.S3ModelArtifacts,
    role="SageMakerRole",
    sagemaker_session=session,
)
register = ModelStep(
    name="Register",
    step_args=model.register(
        content_types=["text/csv"],
        response_types=["text/csv"],
        inference_instances=["ml.m5.large"],
        transform_instances=["ml.m5.large"],
        model_package_group_name="Returns",
    ),
)
pipeline = Pipeline(name="returns", steps=[train, register], sagemaker_session=session)
