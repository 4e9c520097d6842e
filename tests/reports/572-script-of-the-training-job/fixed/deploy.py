from sagemaker.tensorflow import TensorFlowModel

model = TensorFlowModel(
    model_data="s3://acme-ml/pictures/model.tar.gz",
    role="SageMakerRole",
    framework_version="2.12",
    entry_point="inference.py",
)
model.deploy(initial_instance_count=1, instance_type="ml.m5.large")
