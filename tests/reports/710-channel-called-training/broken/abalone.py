from sagemaker import image_uris
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput

booster = Estimator(
    image_uris.retrieve("xgboost", "eu-west-1", version="1.7-1"),
    role="arn:aws:iam::111122223333:role/lab",
    instance_count=1,
    instance_type="ml.m5.xlarge",
    output_path="s3://acme-ml/abalone/models",
    hyperparameters={"num_round": 60, "objective": "reg:squarederror"},
)
data = {
    "training": TrainingInput("s3://acme-ml/abalone/train", content_type="text/libsvm"),
    "validation": TrainingInput("s3://acme-ml/abalone/validation", content_type="text/libsvm"),
}
booster.fit(data)
