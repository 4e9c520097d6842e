from sagemaker import image_uris
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput

settings = {"num_round": 3, "objective": "reg:linear"}
booster = Estimator(
    image_uri=image_uris.retrieve(framework="xgboost", region="eu-west-1", version="1.2-1"),
    role="SageMakerRole",
    instance_count=1,
    instance_type="ml.m5.large",
    hyperparameters=settings,
)
channels = {
    name: TrainingInput(f"s3://acme-ml/{name}.csv", content_type="text/csv") for name in ("train", "validation")
}
booster.fit(channels)
