from sagemaker.predictor import csv_serializer
from sagemaker.sklearn import SKLearnModel

model = SKLearnModel(
    model_data="s3://acme-ml/model.tar.gz",
    role="SageMakerRole",
    entry_point="s3://acme-ml/inference.py",
    framework_version="1.2-1",
)
predictor = model.deploy(1, "ml.m5.large")
predictor.serializer = csv_serializer
