from sagemaker.huggingface import HuggingFaceModel

model = HuggingFaceModel(
    model_data="s3://acme-ml/sentiment/model.tar.gz",
    role="Role",
    transformers_version="4.37.0",
    pytorch_version="2.1.0",
    py_version="py310",
)
