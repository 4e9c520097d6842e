from sagemaker import image_uris
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.serializers import CSVSerializer

estimator = Estimator(
    image_uris.retrieve("xgboost", "eu-west-1", "1.7-1"),
    "r",
    instance_count=1,
    instance_type="ml.m5.xlarge",
    hyperparameters={"num_round": 10, "objective": "reg:squarederror"},
)
estimator.fit({"train": TrainingInput("s3://acme/rows", content_type="text/csv")})
predictor = estimator.deploy(initial_instance_count=1, instance_type="ml.m5.large", serializer=CSVSerializer())
print(predictor.predict("1.0,2.0,3.0"))
