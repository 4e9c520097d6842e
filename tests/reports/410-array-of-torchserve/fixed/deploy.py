from sagemaker.pytorch import PyTorchModel


class Depth:
    source = "serve"

    @property
    def model(self):
        return PyTorchModel(
            "s3://acme-ml/depth/model.tar.gz",
            "SageMakerRole",
            entry_point="handlers.py",
            source_dir=self.source,
            framework_version="2.1",
            py_version="py310",
        )


Depth().model.deploy(instance_type="ml.c5.large", initial_instance_count=1)
