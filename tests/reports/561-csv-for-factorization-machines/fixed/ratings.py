from sagemaker import image_uris
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput

machines = Estimator(
    image_uris.retrieve("factorization-machines", "eu-west-1"),
    role="arn:aws:iam::111122223333:role/lab",
    instance_count=1,
    instance_type="ml.c5.xlarge",
)
machines.set_hyperparameters(feature_dim=120, num_factors=16, predictor_type="binary_classifier")
ratings = TrainingInput("s3://acme-ml/ratings/train", content_type="application/x-recordio-protobuf")
machines.fit({"train": ratings})
