from sagemaker.huggingface import HuggingFaceModel

HuggingFaceModel(
    model_data="s3://acme-ml/answers/model.tar.gz",
    role="SageMakerRole",
    entry_point="inference.py",
    source_dir="code",
    transformers_version="4.28",
    pytorch_version="2.0",
    py_version="py310",
).deploy(1, "ml.m5.large")
