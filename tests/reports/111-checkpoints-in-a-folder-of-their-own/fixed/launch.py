from sagemaker.huggingface import HuggingFace

estimator = HuggingFace(
    entry_point="tune.py",
    role="SageMakerRole",
    transformers_version="4.28",
    pytorch_version="2.0",
    py_version="py310",
    instance_count=1,
    instance_type="ml.g5.4xlarge",
    hyperparameters={"epochs": 3},
    checkpoint_s3_uri="s3://acme-ml/checks/",
    checkpoint_local_path="/opt/ml/checkpoints",
)
estimator.fit({"training": "s3://acme-ml/dolly"})
