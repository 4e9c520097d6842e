from sagemaker.pytorch import PyTorch
from sagemaker.tuner import CategoricalParameter, HyperparameterTuner
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import TuningStep

first = ParameterString(name="First", default_value="adam")
second = ParameterString(name="Second", default_value="sgd")
estimator = PyTorch(
    "train.py",
    role="r",
    framework_version="2.0",
    py_version="py310",
    instance_count=1,
    instance_type="ml.g5.xlarge",
    sagemaker_session=PipelineSession(),
)
tuner = HyperparameterTuner(
    estimator,
    objective_metric_name="loss",
    metric_definitions=[{"Name": "loss", "Regex": "loss=([0-9.]+)"}],
    objective_type="Minimize",
    hyperparameter_ranges={"optimizer": CategoricalParameter([first, second])},
    max_jobs=2,
)
step = TuningStep(name="Tune", step_args=tuner.fit())
