from sagemaker.tensorflow import TensorFlow

classifier = TensorFlow(
    entry_point="fit.py",
    source_dir="src",
    role="arn:aws:iam::111122223333:role/lab",
    framework_version="2.11",
    py_version="py39",
    instance_count=1,
    instance_type="ml.m5.xlarge",
)
classifier.fit({"train": "s3://acme-ml/digits/train"})
endpoint = classifier.deploy(initial_instance_count=1, instance_type="ml.m5.large")
