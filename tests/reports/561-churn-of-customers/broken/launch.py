import boto3
from sagemaker import image_uris
from sagemaker.estimator import Estimator

image = image_uris.retrieve("xgboost", boto3.Session().region_name, "1.7-1")
estimator = Estimator(image, "r", 1, "ml.m5.xlarge", hyperparameters={"num_round": 50, "objective": "binary:logistic"})
channels = {name: f"s3://acme/churn/{name}.csv" for name in ("train", "validation")}
estimator.fit(channels)
