from sagemaker.tensorflow import TensorFlow

TensorFlow(
    entry_point="train.py",
    role="SageMakerRole",
    framework_version="2.12",
    py_version="py310",
    instance_count=1,
    instance_type="ml.p3.2xlarge",
).fit({"training": "s3://acme-ml/clicks/"})
