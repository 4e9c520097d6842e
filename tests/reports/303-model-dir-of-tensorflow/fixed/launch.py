from sagemaker.tensorflow import TensorFlow

TensorFlow(
    entry_point="train.py",
    role="r",
    framework_version="2.10",
    py_version="py39",
    instance_count=1,
    instance_type="ml.m5.large",
    output_path="s3://b/o",
).fit({"train": "s3://b/t"})
