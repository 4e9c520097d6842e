import time

from sagemaker.sklearn.model import SKLearnModel


def deploy(archive):
    model = SKLearnModel(
        model_data=archive,
        role="SageMakerRole",
        framework_version="1.2-1",
        py_version="py3",
        entry_point="inference.py",
        source_dir="model/code",
    )
    return model.deploy(
        instance_type="ml.m5.large", initial_instance_count=1, endpoint_name=f"answers-{int(time.time())}"
    )


deploy("s3://acme-ml/answers/model.tar.gz")
