import boto3

NAME = "churn-scores-"
client = boto3.client("sagemaker")
client.create_endpoint_config(
    EndpointConfigName="churn-scores",
    ProductionVariants=[
        {"VariantName": "all", "ModelName": "churn", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    ],
)
client.create_endpoint(EndpointName=NAME, EndpointConfigName="churn-scores")
