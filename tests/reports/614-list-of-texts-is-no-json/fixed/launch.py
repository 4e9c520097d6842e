import json

from sagemaker.pytorch import PyTorch

estimator = PyTorch(
    entry_point="train.py",
    role="TrainingRole",
    framework_version="2.1",
    py_version="py310",
    instance_count=1,
    instance_type="ml.m5.xlarge",
    hyperparameters={"labels": json.dumps(["foo", "bar"])},
)
estimator.fit({"train": "s3://acme/train"})
