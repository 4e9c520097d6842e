from sagemaker.sklearn import SKLearn
from sagemaker.tuner import ContinuousParameter, HyperparameterTuner

estimator = SKLearn("fit.py", role="r", framework_version="1.2-1", instance_count=1, instance_type="ml.m5.large")
metrics = [{"Name": "mse", "Regex": "mse: ([0-9\\.]+)"}]
tuner = HyperparameterTuner(
    estimator, "mse", {"alpha": ContinuousParameter(0.01, 1.0)}, metrics, objective_type="Minimize", max_jobs=8
)
tuner.fit({"train": "s3://acme/rows"})
