from sagemaker.estimator import Estimator

Estimator("123456789012.dkr.ecr.eu-west-1.amazonaws.com/sarimax:1", "SageMakerRole", 1, "ml.m5.large").fit(
    {"training": "s3://acme-ml/rows/"}
)
