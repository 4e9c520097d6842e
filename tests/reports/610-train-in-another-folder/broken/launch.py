from sagemaker.estimator import Estimator

Estimator("123456789012.dkr.ecr.eu-west-1.amazonaws.com/forecast:1", "r", 1, "ml.m5.large").fit()
