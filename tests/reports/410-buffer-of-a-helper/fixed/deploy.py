from sagemaker.pytorch import PyTorchModel

PyTorchModel(
    model_data="s3://b/model.tar.gz", role="r", framework_version="1.12", py_version="py38", entry_point="inference.py"
).deploy(1, "ml.g4dn.xlarge")
