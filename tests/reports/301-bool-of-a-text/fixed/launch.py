from sagemaker.huggingface import HuggingFace

HuggingFace(
    entry_point="train.py",
    role="r",
    transformers_version="4.26",
    pytorch_version="1.13",
    py_version="py39",
    instance_count=1,
    instance_type="ml.g5.xlarge",
    hyperparameters={"do_train": True, "do_eval": False},
).fit()
