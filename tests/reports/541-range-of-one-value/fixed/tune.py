from sagemaker.pytorch import PyTorch
from sagemaker.tuner import ContinuousParameter, HyperparameterTuner, IntegerParameter

METRICS = [{"Name": "loss", "Regex": "loss=([0-9.]+)"}]
estimator = PyTorch(
    entry_point="main.py",
    role="arn:aws:iam::111122223333:role/lab",
    framework_version="2.3",
    py_version="py311",
    instance_count=1,
    instance_type="ml.m5.large",
    metric_definitions=METRICS,
)
ranges = {"depth": IntegerParameter(3, 4), "rate": ContinuousParameter(0, 1)}
tuner = HyperparameterTuner(estimator, "loss", ranges, METRICS, objective_type="Minimize", max_jobs=6)
