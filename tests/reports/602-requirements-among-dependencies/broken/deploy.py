from sagemaker.tensorflow import TensorFlowModel

model = TensorFlowModel(
    entry_point="inference.py",
    dependencies=["requirements.txt"],
    model_data="s3://acme-ml/birds/model.tar.gz",
    role="SageMakerRole",
    framework_version="2.11",
)
model.deploy(1, "ml.m5.large")
