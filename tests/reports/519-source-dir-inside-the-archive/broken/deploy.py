from sagemaker.huggingface import HuggingFaceModel

model = HuggingFaceModel(
    model_data="s3://acme-ml/qa/model.tar.gz",
    role="SageMakerRole",
    transformers_version="4.26",
    pytorch_version="1.13",
    py_version="py39",
    source_dir="./code",
    entry_point="inference.py",
)
model.deploy(1, "ml.m5.xlarge")
