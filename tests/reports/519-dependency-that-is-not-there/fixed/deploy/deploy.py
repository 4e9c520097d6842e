from sagemaker.sklearn import SKLearnModel

model = SKLearnModel(
    model_data="s3://acme-ml/a/model.tar.gz",
    role="SageMakerRole",
    entry_point="serve.py",
    dependencies=["./lib"],
    framework_version="1.2-1",
)
model.deploy(1, "ml.m5.large")
