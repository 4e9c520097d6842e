import boto3
from sagemaker import image_uris
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput

image = image_uris.retrieve("xgboost", boto3.Session().region_name, "1.7-1")
estimator = Estimator(image, "r", 1, "ml.m5.xlarge", hyperparameters={"num_round": 50, "objective": "binary:logistic"})
channels = {
    name: TrainingInput(f"s3://acme/churn/{name}.csv", content_type="text/csv") for name in ("train", "validation")
}
estimator.fit(channels)
