from sagemaker.pytorch import PyTorchModel

model = PyTorchModel(
    model_data="s3://acme-ml/bert/model.tar.gz",
    role="SageMakerRole",
    entry_point="inference.py",
    framework_version="2.1",
    py_version="py310",
)
model.deploy(instance_type="ml.c5.large", initial_instance_count=1)
