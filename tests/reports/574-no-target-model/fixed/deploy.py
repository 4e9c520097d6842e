from sagemaker.multidatamodel import MultiDataModel
from sagemaker.tensorflow import TensorFlowModel

first = TensorFlowModel(model_data="s3://acme-ml/halves/half.tar.gz", role="SageMakerRole", framework_version="2.12")
many = MultiDataModel(name="halves", model_data_prefix="s3://acme-ml/halves/", model=first)
predictor = many.deploy(initial_instance_count=1, instance_type="ml.c5.xlarge")
print(predictor.predict({"instances": [1.0, 2.0, 5.0]}, initial_args={"TargetModel": "half.tar.gz"}))
