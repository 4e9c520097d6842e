import json

import boto3
from sagemaker import image_uris
from sagemaker.model import Model

model = Model(
    image_uri=image_uris.retrieve("xgboost", "us-east-1", version="1.5-1"),
    model_data="s3://acme-ml/fraud/model.tar.gz",
    role="SageMakerRole",
)
model.deploy(initial_instance_count=1, instance_type="ml.m5.large", endpoint_name="fraud")
runtime = boto3.Session().client("sagemaker-runtime")
runtime.invoke_endpoint(EndpointName="fraud", ContentType="application/json", Body=json.dumps([[1, 2]]))
