import boto3

client = boto3.client("sagemaker")
definition = {
    "AlgorithmSpecification": {
        "TrainingImage": "1.dkr.ecr.eu-west-1.amazonaws.com/a:1",
        "TrainingInputMode": "File",
        "ContainerEntrypoint": ["python3", "train.py"],
    },
    "RoleArn": "arn:aws:iam::123456789012:role/x",
    "OutputDataConfig": {"S3OutputPath": "s3://b/o"},
    "ResourceConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 10},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
}
client.create_hyper_parameter_tuning_job(
    HyperParameterTuningJobName="t",
    HyperParameterTuningJobConfig={
        "Strategy": "Random",
        "ResourceLimits": {"MaxNumberOfTrainingJobs": 4, "MaxParallelTrainingJobs": 2},
    },
    TrainingJobDefinition=definition,
)
