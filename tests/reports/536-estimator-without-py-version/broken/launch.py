from sagemaker.pytorch import PyTorch

moons = PyTorch(
    entry_point="train.py",
    source_dir="source",
    role="SageMakerRole",
    framework_version="1.8",
    instance_count=1,
    instance_type="ml.c5.xlarge",
)
moons.fit({"train": "s3://acme-ml/moons/train"})
