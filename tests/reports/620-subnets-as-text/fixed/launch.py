import boto3

vpc = {"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}
boto3.client("sagemaker").create_model(
    ModelName="churn",
    ExecutionRoleArn="arn:aws:iam::123456789012:role/x",
    PrimaryContainer={"Image": "123.dkr.ecr.eu-west-1.amazonaws.com/a:1"},
    VpcConfig=vpc,
)
