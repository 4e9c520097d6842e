import boto3

client = boto3.client("sagemaker")
model_name = "churn"
client.create_endpoint_config(
    EndpointConfigName="churn-config",
    ProductionVariants=[
        {"InstanceType": "ml.m5.large", "InitialInstanceCount": 1, "ModelName": model_name, "VariantName": "AllTraffic"}
    ],
)
