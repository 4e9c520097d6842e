import boto3
from sagemaker import image_uris

sm = boto3.client("sagemaker")


def hyperparameters(**more):
    return {"objective": "multi:softmax", "num_round": "50", **more}


sm.create_training_job(
    TrainingJobName="classes",
    AlgorithmSpecification={
        "TrainingImage": image_uris.retrieve("xgboost", "eu-west-1", version="1.7-1"),
        "TrainingInputMode": "File",
    },
    RoleArn="arn:aws:iam::123456789012:role/SageMakerRole",
    InputDataConfig=[
        {
            "ChannelName": "train",
            "ContentType": "text/csv",
            "DataSource": {"S3DataSource": {"S3Uri": "s3://acme-ml/t/", "S3DataType": "S3Prefix"}},
        }
    ],
    OutputDataConfig={"S3OutputPath": "s3://acme-ml/out/"},
    ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 30},
    StoppingCondition={"MaxRuntimeInSeconds": 3600},
    HyperParameters=hyperparameters(num_class="8"),
)
