from sagemaker.pytorch.model import PyTorchModel

model = PyTorchModel(
    model_data="s3://acme-ml/bert/model.tar.gz",
    role="Role",
    entry_point="s3://acme-ml/code/serve.py",
    framework_version="1.13",
    py_version="py39",
)
