from sagemaker.pytorch import PyTorch


def launch(count, **more):
    return PyTorch(
        entry_point="squad.py",
        role="SageMakerRole",
        framework_version="2.1",
        py_version="py310",
        instance_count=count,
        instance_type="ml.p3.8xlarge",
        **more,
    )


launch(2).fit({"train": "s3://acme-ml/squad/"})
