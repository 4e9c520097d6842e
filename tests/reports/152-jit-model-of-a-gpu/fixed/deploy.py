from sagemaker.pytorch import PyTorchModel

settings = {"framework_version": "1.5.0", "py_version": "py3", "role": "SageMakerRole"}
classifier = PyTorchModel(model_data="s3://acme-vision/classifier/model.tar.gz", entry_point="handler.py", **settings)
endpoint = classifier.deploy(initial_instance_count=2, instance_type="ml.m5.2xlarge")
