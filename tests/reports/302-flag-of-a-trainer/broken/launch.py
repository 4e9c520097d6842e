from sagemaker.pytorch import PyTorch

options = {"steps": 400}
options.update(xformers=True)
PyTorch(
    entry_point="lora.py",
    role="arn:aws:iam::111122223333:role/lab",
    framework_version="2.1",
    py_version="py310",
    instance_count=1,
    instance_type="ml.g5.xlarge",
    hyperparameters=options,
).fit()
