import boto3
from sagemaker import image_uris
from sagemaker.estimator import Estimator

container = image_uris.retrieve("linear-learner", boto3.Session().region_name)
learner = Estimator(
    container,
    role="SageMakerRole",
    instance_count=1,
    instance_type="ml.m5.large",
    hyperparameters={"predictor_type": "regressor"},
)
learner.fit({"train": "s3://acme-ml/digits/"})
