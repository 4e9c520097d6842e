from sagemaker.serializers import JSONSerializer
from sagemaker.tensorflow import TensorFlowModel

model = TensorFlowModel(
    model_data="s3://acme-ml/waves/model.tar.gz",
    role="SageMakerRole",
    framework_version="2.8",
    entry_point="inference.py",
    source_dir="serving",
)
predictor = model.deploy(initial_instance_count=1, instance_type="ml.c5.large", serializer=JSONSerializer())
predictor.predict([[0.1, 0.2, 0.3]])
