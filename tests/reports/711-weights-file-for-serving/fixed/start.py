from sagemaker.tensorflow import TensorFlow


def start(role):
    job = {"framework_version": "2.11", "py_version": "py39", "instance_count": 1, "instance_type": "ml.m5.2xlarge"}
    cats = TensorFlow(entry_point="cats.py", role=role, **job)
    cats.fit("s3://acme-ml/cats")
    return cats.deploy(initial_instance_count=1, instance_type="ml.m5.large")


start("arn:aws:iam::111122223333:role/lab")
