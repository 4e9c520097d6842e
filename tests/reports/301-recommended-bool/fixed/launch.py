from sagemaker.sklearn import SKLearn

SKLearn(
    entry_point="train.py",
    role="SageMakerRole",
    framework_version="1.2-1",
    instance_count=1,
    instance_type="ml.m5.large",
    hyperparameters={"verbose": False},
).fit()
