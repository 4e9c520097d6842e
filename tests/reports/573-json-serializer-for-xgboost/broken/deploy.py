from sagemaker import image_uris
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.serializers import JSONSerializer

estimator = Estimator(
    image_uris.retrieve("xgboost", "us-east-1", version="1.5-1"),
    "SageMakerRole",
    1,
    "ml.m5.large",
    hyperparameters={"objective": "binary:logistic", "num_round": 20},
)
estimator.fit({"train": TrainingInput("s3://acme-ml/fraud/", content_type="text/csv")})
predictor = estimator.deploy(
    1,
    "ml.m5.large",
    serializer=JSONSerializer(),
)
predictor.predict([[1, 2]])
