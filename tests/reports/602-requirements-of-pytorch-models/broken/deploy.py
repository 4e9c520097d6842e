from sagemaker.multidatamodel import MultiDataModel
from sagemaker.pytorch import PyTorch

estimator = PyTorch(
    "train.py",
    source_dir="src",
    role="SageMakerRole",
    framework_version="2.1",
    py_version="py310",
    instance_count=1,
    instance_type="ml.m5.large",
)
estimator.fit()
model = estimator.create_model(entry_point="inference.py", source_dir="src")
models = MultiDataModel(name="many", model_data_prefix="s3://acme-ml/many/", model=model)
models.deploy(initial_instance_count=1, instance_type="ml.m5.large")
