from sagemaker.model import Model

Model(image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/model:1", role="r").deploy(1, "ml.m5.large")
