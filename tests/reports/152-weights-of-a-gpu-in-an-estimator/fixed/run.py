from sagemaker.pytorch import PyTorch

training = PyTorch(
    entry_point="vehicles.py",
    role="SageMakerRole",
    framework_version="1.12",
    py_version="py38",
    instance_count=1,
    instance_type="ml.g4dn.xlarge",
)
training.fit({"train": "s3://acme-vehicles/train"})
training.deploy(initial_instance_count=1, instance_type="ml.t2.medium")
