from sagemaker import image_uris
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput

learner = Estimator(
    image_uris.retrieve("linear-learner", "eu-west-1"),
    role="SageMakerRole",
    instance_count=1,
    instance_type="ml.m5.large",
    hyperparameters={"feature_dim": 10, "predictor_type": "binary_classifier", "mini_batch_size": 200},
)
learner.fit({"train": TrainingInput("s3://acme-ml/loans/", content_type="csv")})
