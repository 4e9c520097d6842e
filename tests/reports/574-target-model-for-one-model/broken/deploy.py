from sagemaker.xgboost import XGBoostModel

flats = XGBoostModel(
    model_data="s3://acme-ml/flats/berlin.tar.gz",
    role="SageMakerRole",
    entry_point="serve.py",
    framework_version="1.7-1",
)
predictor = flats.deploy(initial_instance_count=1, instance_type="ml.m5.large")
predictor.predict("3,80,2", target_model="berlin.tar.gz")
