import boto3
from sagemaker.amazon.amazon_estimator import get_image_uri
from sagemaker.estimator import Estimator

container = get_image_uri(boto3.Session().region_name, "linear-learner")
learner = Estimator(
    container,
    role="SageMakerRole",
    instance_count=1,
    instance_type="ml.m5.large",
    hyperparameters={"predictor_type": "regressor"},
)
learner.fit({"train": "s3://acme-ml/digits/"})
