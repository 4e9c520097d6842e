"""SMJ673: a range of a tuner is made of pipeline variables."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule
from sm_lint.rules.jobs import called, calls_of, elements, maker


class PipelineVariableInRange(JobRule):
    """A categorical range of a tuning job has pipeline variables among its values, and the estimator is one of a framework.

    ## What it does

    Reports a `CategoricalParameter` with pipeline parameters or properties of steps among its values, as a range of a
    `HyperparameterTuner` whose estimator is `PyTorch`, `TensorFlow`, `HuggingFace`, `SKLearn` or another of a framework.

    ## Why is this bad?

    For these estimators the tuner writes each value as JSON while the pipeline is defined, and a variable has no value then:
    `TypeError: Object of type Join is not JSON serializable`.

    ## Example

    ```python
    from sagemaker.sklearn import SKLearn
    from sagemaker.tuner import CategoricalParameter, HyperparameterTuner
    from sagemaker.workflow.parameters import ParameterString

    solver = ParameterString(name="Solver", default_value="saga")
    estimator = SKLearn("s3://code/train.py", role="role", instance_type="ml.m5.large", framework_version="1.2-1")
    tuner = HyperparameterTuner(
        estimator,
        "loss",
        {"solver": CategoricalParameter([solver, "lbfgs"])},
        [{"Name": "loss", "Regex": "loss=([0-9.]+)"}],
    )
    ```

    ## Use instead

    ```python
    from sagemaker.sklearn import SKLearn
    from sagemaker.tuner import CategoricalParameter, HyperparameterTuner

    estimator = SKLearn("s3://code/train.py", role="role", instance_type="ml.m5.large", framework_version="1.2-1")
    tuner = HyperparameterTuner(
        estimator,
        "loss",
        {"solver": CategoricalParameter(["saga", "lbfgs"])},
        [{"Name": "loss", "Regex": "loss=([0-9.]+)"}],
    )
    ```

    ## Known limits

    The rule is in preview: it has not been run over enough public code to know how often it is right.

    ## References

    - [sagemaker 2.257.7: parameter.py, `as_json_range`](https://pypi.org/project/sagemaker/2.257.7/)
    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/5240)
    """

    code = "SMJ673"
    name = "pipeline-variable-in-range"
    preview = True
    documents = False

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the ranges of every tuner."""
        for known in calls_of(definitions):
            if known.call.name != "HyperparameterTuner" or "HyperparameterTuner" not in known.names:
                continue
            estimator = maker(definitions, known.call, "estimator") or maker(definitions, known.call, "0")
            if estimator is None or "Framework" not in estimator.names:
                continue
            for link, index in known.call.links:
                if not link.startswith(("hyperparameter_ranges[", "2[")):
                    continue
                made = called(definitions.calls[index])
                if made.call.name != "CategoricalParameter":
                    continue
                values = made.given.get("values")
                wrong = next((item for item in elements(values) if item.known == "variable"), None)
                if wrong is not None:
                    kind = wrong.type.rpartition(".")[2] or "a pipeline variable"
                    self.report(
                        wrong.place,
                        f"the range is written as JSON while the pipeline is defined, and `{kind}` has no value then; give the "
                        "values themselves",
                        once=made.call.place,
                    )
