from sagemaker.estimator import Estimator


def environment(token):
    return {"ACCESS": token}


TOKENS = {"short": "a" * 64, "long": "".join(["eyJhbGciOiJIUzI1NiJ9."] * 40)}
Estimator(
    image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/x:1",
    role="SageMakerRole",
    instance_count=1,
    instance_type="ml.m5.large",
    environment=environment(TOKENS["long"]),
).fit()
