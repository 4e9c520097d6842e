import tarfile

from sagemaker.huggingface import HuggingFaceModel

with tarfile.open("model.tar.gz", "w:gz") as archive:
    archive.add("weights", arcname=".")
    archive.add("inference.py")

model = HuggingFaceModel(
    model_data="s3://acme/model.tar.gz",
    role="r",
    transformers_version="4.28",
    pytorch_version="2.0",
    py_version="py310",
)
model.deploy(1, "ml.g5.xlarge")
