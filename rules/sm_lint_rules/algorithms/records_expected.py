"""SMJ553: the class of a built-in algorithm is fitted with something that is no record set."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule
from sm_lint.rules.jobs import Called, calls_of, maker

_CHANNELS = ("TrainingInput", "s3_input", "FileSystemInput")


class RecordsExpected(JobRule):
    """The class of a built-in algorithm is fitted with a channel, where it takes records.

    ## What it does

    Reports a text, a `TrainingInput` or a dictionary of channels that is given to `fit()` of the classes which SDK v2 has for the
    algorithms of SageMaker: `KMeans`, `LinearLearner`, `PCA`, `RandomCutForest` and the like.

    ## Why is this bad?

    These classes ask the records for the number of features: `'str' object has no attribute 'feature_dim'`. Data that lies in S3
    already, such as CSV, is for `Estimator` with the image of the algorithm.

    ## Example

    ```python
    from sagemaker import KMeans

    kmeans = KMeans(role="role", instance_count=1, instance_type="ml.c5.xlarge", k=10)
    kmeans.fit({"train": "s3://bucket/customers"})
    ```

    ## Use instead

    ```python
    import numpy as np
    from sagemaker import KMeans

    kmeans = KMeans(role="role", instance_count=1, instance_type="ml.c5.xlarge", k=10)
    kmeans.fit(kmeans.record_set(np.load("customers.npy")))
    ```

    ## Known limits

    Records that come out of a function are left alone. SDK v3 has no such classes.

    ## References

    - [Public thread: a channel for KMeans](https://github.com/aws/sagemaker-python-sdk/issues/619)
    - [sagemaker 2.257.7, amazon/amazon_estimator.py](https://pypi.org/project/sagemaker/2.257.7/)
    """

    code = "SMJ553"
    name = "records-expected"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at what the classes are fitted with."""
        for known in calls_of(definitions):
            if known.call.name != "fit" or not known.call.reached:
                continue
            fitted = _fitted(definitions, known)
            if fitted is None or "AmazonAlgorithmEstimatorBase" not in fitted.names:
                continue
            given = known.given.get("records" if fitted is known else "inputs")
            if given is None:
                continue
            if given.type in {"str", "dict"} and given.known in {"literal", "computed"}:
                what = "a text" if given.type == "str" else "a dictionary of channels"
            elif given.type.startswith("sagemaker.") and given.type.rpartition(".")[2] in _CHANNELS:
                what = f"a `{given.type.rpartition('.')[2]}`"
            else:
                continue
            owner = known.targets[0].owner.rpartition(".")[2] if known.targets else "the estimator"
            called = f"`{owner}.fit()`" if fitted is known else f"`HyperparameterTuner.fit()` with `{fitted.call.name}`"
            self.report(
                given.place,
                f"{called} takes records, and is given {what}: pass what `record_set()` returns, or use `Estimator` with the "
                "image of the algorithm",
                once=given.place,
            )


def _fitted(definitions: Definitions, known: Called) -> Called | None:
    """The estimator that a call of `fit()` trains; for a tuner that which it is made of."""
    if "HyperparameterTuner" not in known.names:
        return known
    tuner = maker(definitions, known.call, "self")
    if tuner is None:
        return None
    return maker(definitions, tuner.call, "estimator") or maker(definitions, tuner.call, "0")
