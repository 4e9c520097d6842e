import boto3
from sagemaker import image_uris

region = boto3.Session().region_name
container = image_uris.retrieve("us-east-1", "xgboost", version="1.5-1")
print(container)
