from sagemaker.huggingface import HuggingFace

estimator = HuggingFace(
    entry_point="train.py",
    role="SageMakerRole",
    transformers_version="4.28",
    pytorch_version="2.0",
    py_version="py310",
    instance_count=1,
    instance_type="ml.g4dn.xlarge",
    checkpoint_s3_uri="s3://acme-ml/checkpoints/",
)
estimator.fit()
