from sagemaker.estimator import Estimator

est = Estimator("1.dkr.ecr.eu-west-1.amazonaws.com/a:1", "r", 1, "ml.m5.large", environment={"STAGE": "dev"})
est.fit("s3://b/t")
