from sagemaker.sklearn import SKLearn

estimator = SKLearn(
    entry_point="s3://acme-ml/code/train.py",
    role="Role",
    framework_version="1.2-1",
    instance_count=1,
    instance_type="ml.m5.xlarge",
    metric_definitions=[{"Name": "f1", "Regex": "f1=([0-9.]+)"}],
)
