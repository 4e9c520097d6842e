from sagemaker import image_uris
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.tuner import ContinuousParameter, HyperparameterTuner

est = Estimator(
    image_uris.retrieve("xgboost", "eu-west-1", "1.7-1"),
    "r",
    1,
    "ml.m5.large",
    hyperparameters={"num_round": 10, "objective": "binary:logistic"},
)
tuner = HyperparameterTuner(
    est, "validation:accuracy", {"eta": ContinuousParameter(0.1, 0.5)}, max_jobs=20, max_parallel_jobs=2
)
tuner.fit(
    {
        "train": TrainingInput("s3://b/train", content_type="csv"),
        "validation": TrainingInput("s3://b/val", content_type="csv"),
    }
)
