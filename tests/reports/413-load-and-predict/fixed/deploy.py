from sagemaker.huggingface import HuggingFaceModel

HuggingFaceModel(
    model_data="s3://b/m.tar.gz",
    role="r",
    entry_point="inference.py",
    source_dir="code",
    transformers_version="4.26",
    pytorch_version="1.13",
    py_version="py39",
).deploy(1, "ml.m5.large")
