from sagemaker.tensorflow import TensorFlow

estimator = TensorFlow(
    entry_point="train.py",
    role="SageMakerRole",
    framework_version="2.3",
    py_version="py37",
    instance_count=1,
    instance_type="ml.m5.large",
)
estimator.fit({"training": "s3://acme-ml/keras"})
