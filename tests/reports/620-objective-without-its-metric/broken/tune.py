import boto3

RANGES = {"IntegerParameterRanges": [{"Name": "n_estimators", "MinValue": "50", "MaxValue": "500"}]}


def settings():
    return {
        "ParameterRanges": RANGES,
        "HyperParameterTuningJobObjective": {"Name": "validation:accuracy", "Type": "Maximize"},
        "ResourceLimits": {"MaxNumberOfTrainingJobs": 10, "MaxParallelTrainingJobs": 2},
        "Strategy": "Bayesian",
    }


definition = {
    "AlgorithmSpecification": {
        "TrainingImage": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/forest:1",
        "TrainingInputMode": "File",
        "MetricDefinitions": [{"Name": "validation:accuracy", "Regex": "accuracy=([0-9.]+)"}],
    },
    "OutputDataConfig": {"S3OutputPath": "s3://acme-ml/out/"},
    "ResourceConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 30},
    "RoleArn": "arn:aws:iam::123456789012:role/SageMakerRole",
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
}
boto3.client("sagemaker").create_hyper_parameter_tuning_job(
    HyperParameterTuningJobName="forest", HyperParameterTuningJobConfig=settings(), TrainingJobDefinition=definition
)
