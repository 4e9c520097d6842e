from sagemaker import image_uris
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput

fraud = Estimator(
    image_uri=image_uris.retrieve("linear-learner", "eu-west-1"),
    role="SageMakerRole",
    instance_count=1,
    instance_type="ml.m5.large",
    hyperparameters={"predictor_type": "binary_classifier"},
)
fraud.fit({"train": TrainingInput("s3://acme-ml/fraud/train.csv", content_type="text/csv")})
transformer = fraud.transformer(instance_count=1, instance_type="ml.m5.large", assemble_with="Line", accept="text/csv")
transformer.transform("s3://acme-ml/fraud/batch.csv", content_type="text/csv", split_type="Line")
