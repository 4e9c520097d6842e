from huggingface_hub import HfFolder
from sagemaker.huggingface import HuggingFace

estimator = HuggingFace(
    entry_point="train.py",
    role="TrainingRole",
    transformers_version="4.36",
    pytorch_version="2.1",
    py_version="py310",
    instance_count=1,
    instance_type="ml.g5.xlarge",
    hyperparameters={"epochs": 3, "hf_token": HfFolder.get_token()},
)
estimator.fit({"train": "s3://acme/train"})
