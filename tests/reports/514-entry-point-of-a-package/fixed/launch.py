from sagemaker.pytorch import PyTorch

PyTorch(
    entry_point="train.py",
    source_dir=".",
    role="r",
    framework_version="1.10",
    py_version="py38",
    instance_count=1,
    instance_type="ml.g5.2xlarge",
).fit()
