from sagemaker.pytorch import PyTorchModel

m = PyTorchModel(
    model_data="s3://b/model.tar.gz",
    role="r",
    framework_version="1.5.0",
    py_version="py3",
    source_dir="project_root/model_source",
    entry_point="serve.py",
)
