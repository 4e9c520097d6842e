from sagemaker.pytorch import PyTorch

PyTorch(
    image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/prototype:1",
    entry_point="main.py",
    role="r",
    instance_type="ml.g4dn.2xlarge",
    instance_count=1,
).fit()
