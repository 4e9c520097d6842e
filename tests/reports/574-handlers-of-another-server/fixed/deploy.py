from sagemaker.multidatamodel import MultiDataModel
from sagemaker.pytorch import PyTorchModel

model = PyTorchModel(
    model_data="s3://acme/invoices/model.tar.gz",
    role="r",
    framework_version="1.7",
    py_version="py3",
    entry_point="inference.py",
)
many = MultiDataModel("invoices", "s3://acme/invoices/", model=model)
many.deploy(initial_instance_count=1, instance_type="ml.m5.large").predict(data=b"", target_model="model.tar.gz")
