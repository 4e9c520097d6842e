from sagemaker.sklearn import SKLearn
from sagemaker.tuner import ContinuousParameter, HyperparameterTuner, IntegerParameter

estimator = SKLearn(
    entry_point="train.py",
    framework_version="1.2-1",
    role="SageMakerRole",
    instance_count=1,
    instance_type="ml.m5.large",
)
tuner = HyperparameterTuner(
    estimator,
    "validation:f1",
    hyperparameter_ranges={"trees": IntegerParameter(5, 500), "rate": ContinuousParameter(0.01, 1)},
    metric_definitions=[{"Name": "validation:f1", "Regex": "F1=([0-9.]+)"}],
    max_jobs=8,
)
tuner.fit({"train": "s3://acme-ml/f1/train"})
