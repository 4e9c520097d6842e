from sagemaker.sklearn.estimator import SKLearn

estimator = SKLearn(
    entry_point="cli.py",
    framework_version="1.0-1",
    role="SageMakerRole",
    instance_count=1,
    instance_type="ml.m5.large",
    metric_definitions=[
        {"Name": "canary", "Regex": "canary=([0-9.]+);"},
        {"Name": "animal", "Regex": "animal=([a-z]+);"},
    ],
)
estimator.fit()
