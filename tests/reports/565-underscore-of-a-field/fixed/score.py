import boto3

FIELDS = ["account", "SageMakerOutput"]
boto3.client("sagemaker").create_transform_job(
    TransformJobName="score",
    ModelName="churn",
    TransformInput={
        "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://acme/rows"}},
        "ContentType": "application/jsonlines",
        "SplitType": "Line",
    },
    TransformOutput={"S3OutputPath": "s3://acme/out", "AssembleWith": "Line", "Accept": "application/jsonlines"},
    TransformResources={"InstanceType": "ml.m5.large", "InstanceCount": 1},
    DataProcessing={"JoinSource": "Input", "OutputFilter": f"$['{FIELDS[0]}','{FIELDS[1]}']"},
)
