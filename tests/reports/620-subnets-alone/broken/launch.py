import boto3

boto3.client("sagemaker").create_processing_job(
    ProcessingJobName="prep-1",
    RoleArn="arn:aws:iam::123456789012:role/x",
    AppSpecification={"ImageUri": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1"},
    ProcessingResources={"ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 10}},
    NetworkConfig={"VpcConfig": {"Subnets": ["subnet-0a"]}},
)
