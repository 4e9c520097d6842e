import sagemaker
from sagemaker.estimator import Estimator

booster = Estimator(
    sagemaker.image_uris.retrieve("xgboost", "eu-west-1", version="1.5-1"),
    role="SageMakerRole",
    instance_count=1,
    instance_type="ml.m5.large",
)
booster.set_hyperparameters(max_depth=5, objective="reg:squarederror")
booster.fit("s3://acme-ml/rents/libsvm/")
