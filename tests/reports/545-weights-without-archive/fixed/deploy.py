from sagemaker.pytorch import PyTorchModel

WEIGHTS = "s3://acme-ml/nets/model.tar.gz"
model = PyTorchModel(
    model_data=WEIGHTS,
    role="SageMakerRole",
    entry_point="s3://acme-ml/code/inference.py",
    framework_version="2.1",
    py_version="py310",
)
model.deploy(instance_type="ml.m5.large", initial_instance_count=1)
