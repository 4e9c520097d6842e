from sagemaker.pytorch import PyTorch

RESULTS = "s3://acme-ml/trials"


def checkpoint_uri(trial):
    return f"{RESULTS}/trial-{trial}/checkpoints"


estimator = PyTorch(
    "train.py",
    role="arn:aws:iam::111122223333:role/lab",
    framework_version="2.1",
    py_version="py310",
    instance_count=1,
    instance_type="ml.g5.xlarge",
    output_path=RESULTS,
)
