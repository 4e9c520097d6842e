from sagemaker.tensorflow import TensorFlow

ARGUMENTS = {
    "entry_point": "train.py",
    "role": "SageMakerRole",
    "framework_version": "2.12",
    "py_version": "py310",
    "instance_count": 1,
    "instance_type": "ml.p3.2xlarge",
}
estimator = TensorFlow(**ARGUMENTS)
estimator.fit({"train": "s3://acme-ml/texts/"})
estimator.deploy(initial_instance_count=1, instance_type="ml.m5.large")
