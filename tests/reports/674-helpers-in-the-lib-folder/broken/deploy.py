from sagemaker.pytorch import PyTorchModel


def model(archive):
    return PyTorchModel(
        model_data=archive,
        role="r",
        entry_point="inference.py",
        source_dir="serving",
        framework_version="2.0",
        py_version="py310",
        dependencies=["common/helpers"],
    )


model("s3://acme/model.tar.gz").deploy(1, "ml.m5.large")
