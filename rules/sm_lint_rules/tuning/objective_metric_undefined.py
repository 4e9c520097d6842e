"""SMJ511: a tuning job optimizes a metric that is not defined."""

from __future__ import annotations

from sm_lint.rules import Definitions, Job, JobRule, Setting, did_you_mean, suggest
from sm_lint.rules.jobs import (
    Algorithm,
    Called,
    absent,
    algorithm_of,
    calls_of,
    elements,
    find,
    literal,
    looked_up,
    maker,
    of_direction,
)

_OF_THE_SCRIPT = ("PyTorch", "TensorFlow", "HuggingFace", "SKLearn", "MXNet", "Chainer")
"""Estimators whose image writes no metrics: all are in what the script prints (v2 tuner.py, `metric_definitions`)."""


class ObjectiveMetricUndefined(JobRule):
    """The objective of a tuning job is not among the metric definitions.

    ## What it does

    Compares `objective_metric_name` with the names of `metric_definitions`, and reports a tuner that is given none where its
    estimator, whose metrics a tuning job does not take over, defines the objective. Where there are none at all only an estimator whose metrics are the script's own is reported, such as `PyTorch` or `SKLearn`:
    the built-in algorithms, and the image of `XGBoost`, bring theirs. Those of a built-in algorithm begin with the name of a channel
    and a colon, and XGBoost measures `validation:…` where it is given a channel `validation`.

    ## Why is this bad?

    `A metric is required for this hyperparameter tuning job objective. Provide a metric in the metric definitions.`

    ## Example

    ```python
    from sagemaker.pytorch import PyTorch
    from sagemaker.tuner import ContinuousParameter, HyperparameterTuner

    estimator = PyTorch(
        entry_point="s3://code/train.py", role="role", instance_count=1, instance_type="ml.m5.xlarge",
        framework_version="2.1", py_version="py310",
    )
    tuner = HyperparameterTuner(
        estimator,
        objective_metric_name="val_loss",
        hyperparameter_ranges={"lr": ContinuousParameter(0.001, 0.1)},
        metric_definitions=[{"Name": "validation_loss", "Regex": "loss=([0-9.]+)"}],
    )
    tuner.fit({"train": "s3://data/train"})
    ```

    ## Use instead

    ```python
    from sagemaker.pytorch import PyTorch
    from sagemaker.tuner import ContinuousParameter, HyperparameterTuner

    estimator = PyTorch(
        entry_point="s3://code/train.py", role="role", instance_count=1, instance_type="ml.m5.xlarge",
        framework_version="2.1", py_version="py310",
    )
    tuner = HyperparameterTuner(
        estimator,
        objective_metric_name="validation_loss",
        hyperparameter_ranges={"lr": ContinuousParameter(0.001, 0.1)},
        metric_definitions=[{"Name": "validation_loss", "Regex": "loss=([0-9.]+)"}],
    )
    tuner.fit({"train": "s3://data/train"})
    ```

    ## References

    - [Public thread: metrics of the estimator](https://github.com/aws/sagemaker-python-sdk/issues/3932)
    - [sagemaker 2.257.7, tuner.py `_prepare_training_config`](https://pypi.org/project/sagemaker/2.257.7/)
    - [Metrics of XGBoost](https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost-tuning.html)
    - [Define metrics for tuning](https://docs.aws.amazon.com/sagemaker/latest/dg/automatic-model-tuning-define-metrics-variables.html)
    """

    code = "SMJ511"
    name = "objective-metric-undefined"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look for tuners that are given no metrics, and whose estimator has them."""
        for known in calls_of(definitions):
            if "HyperparameterTuner" not in known.names or known.call.name != "HyperparameterTuner" or known.call.open:
                continue
            if not known.targets:
                continue
            if any(target.generation != "v2" for target in known.targets):
                self._check_trainer(definitions, known)
                continue
            objective, estimator = known.given.get("objective_metric_name"), maker(definitions, known.call, "estimator")
            estimator = estimator or maker(definitions, known.call, "0")
            if objective is None or estimator is None or not absent(known.given.get("metric_definitions")):
                continue
            metrics, wanted = estimator.given.get("metric_definitions"), literal(objective)
            if wanted is None or metrics is None or not estimator.names & {*_OF_THE_SCRIPT}:
                continue
            if wanted in [_name(definition) for definition in elements(metrics)]:
                self.report(
                    objective.place,
                    f"objective `{wanted}` is defined for the estimator alone, and a tuning job does not take that over; pass "
                    "metric_definitions to the tuner",
                    notes=[("metrics are defined at", metrics.place)],
                )

    def check_job(self, job: Job) -> None:
        """Look for the objective among the definitions."""
        objective = find(job, "objective metric")
        wanted = literal(objective)
        metrics = find(job, "metrics")
        if objective is None or wanted is None or job.open_settings:
            return
        if metrics is None or absent(metrics):
            self._check_algorithm(job, objective, wanted)
            if job.dialect == "v2" and job.class_name in _OF_THE_SCRIPT:
                self.report(
                    objective.place,
                    f"objective `{wanted}` is not defined: the image of `{job.class_name}` has no metrics of its own; "
                    "pass metric_definitions to the tuner",
                )
            return
        if metrics.open:
            return
        names = [_name(definition) for definition in elements(metrics)]
        known = [name for name in names if name is not None]
        if not names or len(known) != len(names) or wanted in known:
            return
        self.report(
            objective.place,
            f"objective `{wanted}` is not among the metric definitions{did_you_mean(suggest(wanted, known), '; ')}",
            notes=[("metrics are defined at", metrics.place)],
        )

    def _check_algorithm(self, job: Job, objective: Setting, wanted: str) -> None:
        """A built-in algorithm names its metrics by the channel: `validation:rmse`."""
        algorithm = algorithm_of(job)
        if algorithm is None or self._check_measure(algorithm, objective, wanted):
            return
        if algorithm.name == "xgboost" and wanted.startswith("validation:"):
            names = [literal(channel.name) for channel in of_direction(job.mounts, "input")]
            if names and None not in names and "validation" not in names and not job.contract.open_inputs:
                self.report(
                    objective.place,
                    f"objective `{wanted}` is measured on the channel `validation`, and the job has none; pass it to fit()",
                    once=objective.place,
                )

    def _check_trainer(self, definitions: Definitions, known: Called) -> None:
        """Look at a tuner of v3, whose trainer runs an algorithm where it has no code of its own."""
        objective, trainer = known.given.get("objective_metric_name"), maker(definitions, known.call, "model_trainer")
        wanted = literal(objective)
        if objective is None or wanted is None or trainer is None or trainer.call.open or known.call.open:
            return
        if not absent(known.given.get("metric_definitions")) or not absent(trainer.given.get("source_code")):
            return
        image = trainer.given.get("training_image")
        algorithm = looked_up(image) if image is not None else None
        if algorithm is not None:
            self._check_measure(algorithm, objective, wanted)

    def _check_measure(self, algorithm: Algorithm, objective: Setting, wanted: str) -> bool:
        """Report an objective that an algorithm does not measure; whether it is one."""
        channel, colon, measure = wanted.partition(":")
        if not colon:
            self.report(
                objective.place,
                f"objective `{wanted}` is no metric of {algorithm.name}: they are named by the channel, such as `validation:{wanted}`",
                once=objective.place,
            )
            return True
        if not algorithm.metrics or channel != "validation" or measure in algorithm.metrics:
            return False
        self.report(
            objective.place,
            f"objective `{wanted}` is no metric of {algorithm.name}{did_you_mean(suggest(measure, algorithm.metrics), '; ')}",
            once=objective.place,
        )
        return True


def _name(definition: Setting) -> str | None:
    return literal(definition.get("Name") or definition.get("name"))
