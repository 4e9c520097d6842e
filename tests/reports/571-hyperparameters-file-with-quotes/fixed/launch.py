from sagemaker.estimator import Estimator

estimator = Estimator(
    image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/forecast:3",
    role="SageMakerRole",
    instance_count=1,
    instance_type="ml.m5.xlarge",
    entry_point="train.py",
    source_dir=".",
    hyperparameters={"schedule": "linear", "epochs": 4},
)
estimator.fit("s3://acme-ml/demand/")
