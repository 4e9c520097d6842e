from sagemaker import image_uris
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput

cancer = Estimator(
    image_uri=image_uris.retrieve("xgboost", "eu-west-1", version="1.5-1"),
    role="SageMakerRole",
    instance_count=1,
    instance_type="ml.m5.large",
    hyperparameters={"objective": "binary:logistic", "num_round": 100},
)
cancer.fit({"train": TrainingInput("s3://acme-ml/cancer/train.csv", content_type="text/csv")})
transformer = cancer.transformer(instance_count=1, instance_type="ml.m5.large")
transformer.transform("s3://acme-ml/cancer/batch.csv", content_type="text/csv", split_type="Line")
