from sagemaker.estimator import Estimator

est = Estimator("1.dkr.ecr.eu-west-1.amazonaws.com/a:1", "r", 1, "ml.m5.large")
est.fit("s3://b/t", environment={"STAGE": "dev"})
