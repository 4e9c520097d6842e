import boto3

client = boto3.client("sagemaker")
client.create_transform_job(
    TransformJobName="score-accounts",
    ModelName="accounts",
    TransformInput={
        "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://acme-ml/accounts/"}},
        "ContentType": "application/jsonlines",
        "SplitType": "Line",
    },
    TransformOutput={"S3OutputPath": "s3://acme-ml/scores/", "AssembleWith": "Line", "Accept": "application/jsonlines"},
    TransformResources={"InstanceType": "ml.m5.xlarge", "InstanceCount": 1},
    DataProcessing={"OutputFilter": "$['account_id','SageMakerOutput']", "JoinSource": "Input"},
)
