"""SMJ541: ranges of hyperparameters that leave nothing to search."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule, Setting
from sm_lint.rules.jobs import Called, absent, calls_of, elements, entries, flag, literal, number

_GRID = "a grid search takes categorical ranges alone; list the values in a `CategoricalParameter`"


class TunerRanges(JobRule):
    """A range of a tuning job is empty, turned around, or a single value.

    ## What it does

    Reports `IntegerParameter` and `ContinuousParameter` whose lower limit is not below the upper one, a logarithmic range that
    begins at zero or below, a `CategoricalParameter` without values, ranges of numbers for a
    grid search, which takes categorical ones alone, and a tuner without ranges and without `autotune`.

    ## Why is this bad?

    The service rejects the tuning job; a tuner without ranges ends with
    `Need to specify hyperparameter ranges or set autotune=True`.

    ## Example

    ```python
    from sagemaker.tuner import IntegerParameter

    depth = IntegerParameter(8, 2)
    ```

    ## Use instead

    ```python
    from sagemaker.tuner import IntegerParameter

    depth = IntegerParameter(2, 8)
    ```

    ## References

    - [IntegerParameterRange](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_IntegerParameterRange.html)
    - [Grid search](https://docs.aws.amazon.com/sagemaker/latest/dg/automatic-model-tuning-how-it-works.html)
    - [Scaling of hyperparameters](https://docs.aws.amazon.com/sagemaker/latest/dg/automatic-model-tuning-define-ranges.html)
    - [sagemaker 2.257.7, tuner.py](https://pypi.org/project/sagemaker/2.257.7/)
    """

    code = "SMJ541"
    name = "tuner-ranges"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at ranges, and at tuners that have none."""
        for known in calls_of(definitions):
            name = known.call.name
            if name in {"IntegerParameter", "ContinuousParameter"}:
                self._limits(known)
            elif name == "CategoricalParameter":
                self._values(known.given.get("values"))
            elif name == "HyperparameterTuner":
                self._tuner(known)
            elif name == "create_hyper_parameter_tuning_job":
                self._request(known.call.setting("HyperParameterTuningJobConfig"))

    def _request(self, config: Setting | None) -> None:
        """Look at the ranges of a request of boto3, whose limits are texts."""
        ranges = config.get("ParameterRanges") if config is not None else None
        if config is not None and literal(config.get("Strategy")) == "Grid":
            for kind, listed in entries(ranges):
                if kind in ("IntegerParameterRanges", "ContinuousParameterRanges") and elements(listed):
                    self.report(listed.place, _GRID, once=listed.place)
        for kind, listed in entries(ranges):
            for each in elements(listed):
                low, high = each.get("MinValue"), each.get("MaxValue")
                lowest, highest = _number(low), _number(high)
                if (
                    low is not None
                    and high is not None
                    and lowest is not None
                    and highest is not None
                    and lowest > highest
                ):
                    shown = f"`{literal(each.get('Name')) or kind}`"
                    self.report(
                        low.place, f"the range of {shown} begins at {low.text} and ends at {high.text}, below it"
                    )

    def _limits(self, known: Called) -> None:
        low, high = known.given.get("min_value"), known.given.get("max_value")
        lowest, highest = number(low), number(high)
        if low is None or high is None or lowest is None or highest is None:
            return
        shown = known.call.name
        if lowest > highest:
            self.report(low.place, f"the range of {shown} begins at {low.text} and ends at {high.text}, below it")
        elif lowest == highest:
            self.report(
                low.place,
                f"the range of {shown} is the single value {low.text}; set it as a hyperparameter of the estimator",
            )
        scaling = known.given.get("scaling_type")
        if scaling is not None and scaling.text in {"Logarithmic", "ReverseLogarithmic"} and scaling.known == "literal":
            if scaling.text == "Logarithmic" and lowest <= 0:
                self.report(low.place, f"a logarithmic range begins above 0, and this one at {low.text}")
            elif scaling.text == "ReverseLogarithmic" and (lowest < 0 or highest >= 1):
                self.report(low.place, "a reverse logarithmic range is between 0 and 1")

    def _values(self, values: Setting | None) -> None:
        if (
            values is not None
            and values.type == "list"
            and values.known == "literal"
            and not (values.open or values.items)
        ):
            self.report(values.place, "a `CategoricalParameter` without values has nothing to choose from")

    def _tuner(self, known: Called) -> None:
        ranges = known.given.get("hyperparameter_ranges")
        auto = known.given.get("autotune")
        if literal(known.given.get("strategy")) == "Grid":
            for _, each in entries(ranges):
                if each.type.rpartition(".")[2] in ("IntegerParameter", "ContinuousParameter"):
                    self.report(each.place, _GRID, once=each.place)
        if known.call.open or (not absent(auto) and flag(auto) is not False):
            return
        empty = ranges is not None and ranges.type == "dict" and ranges.known == "literal"
        empty = empty and ranges is not None and not (ranges.open or ranges.items)
        if absent(ranges) or empty:
            where = ranges.place if ranges is not None else known.call.place
            self.report(where, "the tuner has no hyperparameter ranges; give some, or `autotune=True`")


def _number(setting: Setting | None) -> float | None:
    """A number that is written as a text."""
    try:
        return float(literal(setting) or "")
    except ValueError:
        return None
