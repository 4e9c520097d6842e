import boto3
from sagemaker import image_uris

region = boto3.Session().region_name
container = image_uris.retrieve("xgboost", "us-east-1", version="1.5-1")
print(container)
