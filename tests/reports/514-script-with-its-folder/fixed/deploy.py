from sagemaker.pytorch import PyTorchModel


def deploy():
    model = PyTorchModel(
        model_data="s3://acme-ml/voices/model.tar.gz",
        name="voices",
        framework_version="2.1",
        py_version="py310",
        role="arn:aws:iam::111122223333:role/lab",
        source_dir="project/serving",
        entry_point="serve.py",
    )
    return model.deploy(instance_type="ml.m5.xlarge", initial_instance_count=1)
