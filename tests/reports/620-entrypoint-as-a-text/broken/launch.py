import boto3

specification = {
    "TrainingImage": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/red:1",
    "TrainingInputMode": "File",
    "ContainerEntrypoint": "sh -c",
    "ContainerArguments": ["curl x"],
}
boto3.client("sagemaker").create_training_job(
    TrainingJobName="red",
    AlgorithmSpecification=specification,
    RoleArn="arn:aws:iam::123456789012:role/Training",
    OutputDataConfig={"S3OutputPath": "s3://acme/out"},
    ResourceConfig={"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 50},
    StoppingCondition={"MaxRuntimeInSeconds": 3600},
)
