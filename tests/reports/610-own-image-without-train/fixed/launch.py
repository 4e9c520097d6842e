from sagemaker.pytorch import PyTorch

estimator = PyTorch(
    image_uri="210987654321.dkr.ecr.eu-west-1.amazonaws.com/prototype:1",
    entry_point="main.py",
    role="SageMakerRole",
    instance_count=1,
    instance_type="ml.g5.xlarge",
)
estimator.fit()
