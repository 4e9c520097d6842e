from sagemaker.xgboost.estimator import XGBoost

estimator = XGBoost(
    entry_point="s3://acme-ml/code/train.py",
    role="Role",
    framework_version="1.7-1",
    instance_count=1,
    instance_type="ml.m5.xlarge",
    security_group_ids=["sg-0a1b2c3d"],
)
estimator.fit({"train": "s3://acme-ml/rows/"})
