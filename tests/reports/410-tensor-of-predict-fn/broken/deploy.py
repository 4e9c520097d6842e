from sagemaker.huggingface import HuggingFaceModel

model = HuggingFaceModel(
    model_data="s3://acme-ml/scores/model.tar.gz",
    role="arn:aws:iam::111122223333:role/lab",
    entry_point="inference.py",
    source_dir="code",
    transformers_version="4.37.0",
    pytorch_version="2.1.0",
    py_version="py310",
)
model.deploy(initial_instance_count=1, instance_type="ml.m5.xlarge")
