import sagemaker
from sagemaker.estimator import Estimator

booster = Estimator(
    sagemaker.image_uris.retrieve("xgboost", "eu-west-1", version="1.5-1"),
    role="SageMakerRole",
    instance_count=1,
    instance_type="ml.m5.large",
)
booster.set_hyperparameters(objective="binary:logistic", num_round=60, num_class=1)
booster.fit("s3://acme-ml/rents/libsvm/")
