from sagemaker.pytorch import PyTorch

est = PyTorch(
    entry_point="train.py",
    role="r",
    framework_version="1.12",
    py_version="py38",
    instance_count=1,
    instance_type="ml.m5.large",
    hyperparameters={"hidden": 4},
)
est.fit()
est.deploy(1, "ml.m5.large")
