from sagemaker.pytorch import PyTorch

PyTorch(
    entry_point="train.py",
    role="r",
    framework_version="1.12",
    py_version="py38",
    instance_count=1,
    instance_type="ml.g4dn.xlarge",
    metric_definitions=[{"Name": "train_loss", "Regex": "train_loss=(.*?);"}],
).fit()
