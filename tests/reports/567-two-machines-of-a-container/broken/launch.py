from sagemaker.xgboost import XGBoost

COMMON = {"role": "r", "framework_version": "1.7-1", "instance_type": "ml.m5.xlarge"}


def job(machines):
    return XGBoost(entry_point="fit.py", instance_count=machines, **COMMON)


job(machines=2).fit({"train": "s3://acme/rows"})
