from sagemaker.pytorch import PyTorch
from sagemaker.tuner import ContinuousParameter, HyperparameterTuner

est = PyTorch(
    entry_point="train.py",
    role="r",
    framework_version="1.12",
    py_version="py38",
    instance_count=1,
    instance_type="ml.g4dn.xlarge",
)
tuner = HyperparameterTuner(
    est,
    objective_metric_name="validation:loss",
    hyperparameter_ranges={"lr": ContinuousParameter(0.1, 1)},
    metric_definitions=[{"Name": "loss", "Regex": "loss (\\S+)"}],
    max_jobs=10,
    max_parallel_jobs=2,
)
tuner.fit()
