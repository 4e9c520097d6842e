from sagemaker.tensorflow import TensorFlow

estimator = TensorFlow(
    entry_point="train.py",
    role="SageMakerRole",
    framework_version="2.12",
    py_version="py310",
    model_dir=False,
    instance_count=1,
    instance_type="ml.p3.2xlarge",
)
estimator.fit("s3://acme-ml/rows/")
estimator.deploy(initial_instance_count=1, instance_type="ml.m5.large")
