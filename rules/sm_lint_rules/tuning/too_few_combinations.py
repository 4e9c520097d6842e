"""SMJ542: more tuning jobs than combinations of hyperparameters."""

from __future__ import annotations

from collections.abc import Iterable

from sm_lint.rules import Definitions, JobRule, Setting
from sm_lint.rules.jobs import calls_of, entries, number


class TooFewCombinations(JobRule):
    """A tuning job may start more training jobs than its ranges have combinations.

    ## What it does

    Multiplies the values of integer and categorical ranges where all are known and none is continuous, and compares the
    product with `max_jobs`, or `MaxNumberOfTrainingJobs`.

    ## Why is this bad?

    `You don't have enough combinations of hyperparameter ranges`: the service rejects the tuning job.

    ## Example

    ```python
    from sagemaker.estimator import Estimator
    from sagemaker.tuner import HyperparameterTuner, IntegerParameter

    tuner = HyperparameterTuner(
        Estimator("image", "role", 1, "ml.m5.xlarge"), "accuracy", {"depth": IntegerParameter(2, 4)}, max_jobs=10
    )
    ```

    ## Use instead

    ```python
    from sagemaker.estimator import Estimator
    from sagemaker.tuner import HyperparameterTuner, IntegerParameter

    tuner = HyperparameterTuner(
        Estimator("image", "role", 1, "ml.m5.xlarge"), "accuracy", {"depth": IntegerParameter(2, 4)}, max_jobs=3
    )
    ```

    ## References

    - [Public thread](https://github.com/aws/amazon-sagemaker-operator-for-k8s/issues/123)
    - [CreateHyperParameterTuningJob](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateHyperParameterTuningJob.html)
    """

    code = "SMJ542"
    name = "too-few-combinations"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the tuners of the SDK, and at requests."""
        for known in calls_of(definitions):
            if known.call.name == "create_hyper_parameter_tuning_job":
                self._request(known.call.setting("HyperParameterTuningJobConfig"))
            if known.call.name != "HyperparameterTuner" or known.call.open:
                continue
            ranges = known.given.get("hyperparameter_ranges")
            if ranges is None or ranges.type != "dict" or ranges.open or ranges.known != "literal":
                continue
            if _is_on(known.given.get("autotune")):
                continue
            self._compare(_product(item for _, item in entries(ranges)), known.given.get("max_jobs"))

    def _request(self, config: Setting | None) -> None:
        """Look at a request of boto3."""
        given = config.get("ParameterRanges") if config is not None else None
        limits = config.get("ResourceLimits") if config is not None else None
        if given is None or limits is None or given.type != "dict" or given.open:
            return
        found: list[Setting] = []
        for kind, listed in entries(given):
            if listed.type != "list" or listed.open or (kind == "ContinuousParameterRanges" and listed.items):
                return
            found += listed.items
        self._compare(_product(found), limits.get("MaxNumberOfTrainingJobs"))

    def _compare(self, combinations: int | None, limit: Setting | None) -> None:
        jobs = number(limit)
        if combinations and limit is not None and jobs is not None and jobs > combinations:
            have = f"{combinations} combination{'s' if combinations > 1 else ''}"
            self.report(
                limit.place,
                f"the ranges have {have}, fewer than the {int(jobs)} jobs that may be started",
                once=limit.place,
            )


def _is_on(setting: Setting | None) -> bool:
    return setting is not None and setting.text not in {None, "False"}


def _product(ranges: Iterable[Setting]) -> int | None:
    """How many combinations there are; None where there is no telling, or no end."""
    total = 1
    count = 0
    for each in ranges:
        size = _size(each)
        if size is None:
            return None
        total, count = total * size, count + 1
    return total if count else None


def _size(given: Setting) -> int | None:
    kind = given.type.rpartition(".")[2]
    if kind == "CategoricalParameter" or given.get("Values") is not None:
        values = given.get("values") or given.get("Values") or given.get("0")
        if values is None or values.type != "list" or values.open or values.known != "literal":
            return None
        return len(values.items)
    if kind not in {"IntegerParameter", "dict"}:
        return None
    low = _whole(given.get("min_value") or given.get("MinValue"))
    high = _whole(given.get("max_value") or given.get("MaxValue"))
    return high - low + 1 if low is not None and high is not None and low <= high else None


def _whole(setting: Setting | None) -> int | None:
    """A whole number, which a request gives as text; those of a continuous range have a point, or an exponent."""
    text = setting.text if setting is not None and setting.known == "literal" else None
    return int(text) if text is not None and text.lstrip("-").isdecimal() else None
