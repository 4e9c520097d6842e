import boto3
from sagemaker.sklearn.processing import SKLearnProcessor

processor = SKLearnProcessor(
    framework_version="1.2-1",
    role="Role",
    instance_count=1,
    instance_type="ml.m5.xlarge",
    sagemaker_session=boto3.session.Session(),
)
processor.run(code="s3://acme-ml/code/clean.py")
