import boto3

sm = boto3.client("sagemaker")
sm.create_endpoint_config(
    EndpointConfigName="churn-config",
    ProductionVariants=[
        {
            "VariantName": "AllTraffic",
            "ModelName": "churn-model",
            "InitialInstanceCount": 1,
            "InstanceType": "ml.m5.large",
        }
    ],
)
