from sagemaker.pytorch import PyTorchModel
from sagemaker.session import Session

model = PyTorchModel(
    name="detector",
    model_data="s3://acme-ml/detector/model.tar.gz",
    role="SageMakerRole",
    entry_point="predict.py",
    source_dir="container",
    framework_version="1.10",
    py_version="py38",
    sagemaker_session=Session(),
)
predictor = model.deploy(initial_instance_count=1, instance_type="ml.g4dn.xlarge")
with open("street.jpg", "rb") as picture:
    print(predictor.predict(picture.read()))
