from sagemaker.sklearn import SKLearn

preprocessor = SKLearn(
    entry_point="s3://acme-ml/code/prepare.py", role="Role", instance_count=1, instance_type="ml.m5.xlarge"
)
