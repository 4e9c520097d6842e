from sagemaker.tensorflow import TensorFlow

estimator = TensorFlow(
    entry_point="nmt.py",
    role="SageMakerRole",
    framework_version="2.11",
    py_version="py39",
    instance_count=1,
    instance_type="ml.p3.2xlarge",
    use_spot_instances=True,
    max_run=86400,
    max_wait=172800,
)
estimator.fit("s3://acme-ml/nmt")
