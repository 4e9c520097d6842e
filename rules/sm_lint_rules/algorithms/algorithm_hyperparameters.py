"""SMJ560: a hyperparameter that an algorithm of SageMaker's own needs is not given."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sm_lint.rules import Job, JobRule, Setting
from sm_lint.rules.jobs import algorithm_of, elements, given_hyperparameters, literal, of_direction

_TEXT_OF_LIST = re.compile(r"(?:str\()?\s*[\[(]\s*[\d\"']")
_COMMAS = frozenset(("image_shape", "lr_scheduler_step"))
"""Hyperparameters of the image algorithms that are numbers separated by commas (IC-Hyperparameter.html)."""


class AlgorithmHyperparameters(JobRule):
    """A built-in algorithm is not given a hyperparameter that it requires, or one in a form that it cannot read.

    ## What it does

    Compares the hyperparameters of jobs that run a built-in algorithm with those that the documentation calls required, those
    that another one makes required included (`num_class` with `multi:softmax`). A tuner's ranges count as given. Also reports a word
    that a hyperparameter such as `predictor_type` does not take, `num_class` for an XGBoost objective that is not one of several
    classes, and a list of words, which reaches the algorithm as the text of a Python list.

    ## Why is this bad?

    The job starts and ends with `No value(s) were specified for 'mini_batch_size' which are required hyperparameter(s)`. A list arrives as `['auc', 'error']`, with quotes
    that are not those of JSON.

    ## Example

    ```python
    from sagemaker import image_uris
    from sagemaker.estimator import Estimator

    estimator = Estimator(
        image_uri=image_uris.retrieve("kmeans", "eu-west-1"), role="role", instance_count=1, instance_type="ml.c5.xlarge",
        hyperparameters={"k": 10},
    )
    estimator.fit({"train": "s3://bucket/digits"})
    ```

    ## Use instead

    ```python
    from sagemaker import image_uris
    from sagemaker.estimator import Estimator

    estimator = Estimator(
        image_uri=image_uris.retrieve("kmeans", "eu-west-1"), role="role", instance_count=1, instance_type="ml.c5.xlarge",
        hyperparameters={"k": 10, "feature_dim": 784},
    )
    estimator.fit({"train": "s3://bucket/digits"})
    ```

    ## Known limits

    Images that are given by a name that is not known, and hyperparameters that come from elsewhere, are left alone. So is a definition
    without any hyperparameter, or without any channel: it is taken for a sketch.

    ## References

    - [Public thread: required hyperparameters](https://github.com/aws/sagemaker-python-sdk/issues/132)
    - [Public thread: num_class](https://github.com/aws/amazon-sagemaker-examples/pull/151)
    - [K-means hyperparameters](https://docs.aws.amazon.com/sagemaker/latest/dg/k-means-api-config.html)
    - [XGBoost hyperparameters](https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost_hyperparameters.html)
    """

    code = "SMJ560"
    name = "algorithm-hyperparameters"

    def check_job(self, job: Job) -> None:
        """Look for what is required, and for lists of words."""
        algorithm = algorithm_of(job)
        given = given_hyperparameters(job)
        if algorithm is None or given is None or not job.reached:
            return
        wanted = list(algorithm.required)
        for condition, more in algorithm.if_given.items():
            other, _, value = condition.partition("=")
            if other in given and (not value or literal(given[other]) == value):
                wanted += more
        missing = [name for name in wanted if name not in given] if given and self._has_data(job) else []
        where = job.hyperparameters.place if job.hyperparameters is not None else job.place
        if missing:
            names = " and ".join(f"`{name}`" for name in missing)
            plural = "s" if len(missing) > 1 else ""
            self.report(where, f"{algorithm.name} requires the hyperparameter{plural} {names}", once=where)
        self._check_classes(algorithm.name, given)
        for key, setting in given.items():
            if setting is None:
                continue
            words, chosen = algorithm.values.get(key), literal(setting)
            if words is not None and chosen is not None and chosen not in words:
                self.report(
                    setting.place,
                    f"{algorithm.name} does not know `{key}` `{chosen}`; it takes {', '.join(f'`{word}`' for word in words)}",
                    once=setting.place,
                )
            if _is_refused(key, setting):
                self.report(
                    setting.place,
                    f"`{key}` reaches {algorithm.name} as the text of a Python list; give the text that it reads",
                    once=setting.place,
                )

    def _has_data(self, job: Job) -> bool:
        """Is the job given any channel? One without is a sketch, whatever else it lacks."""
        return job.contract.open_inputs or bool(of_direction(job.mounts, "input"))

    def _check_classes(self, name: str, given: Mapping[str, Setting | None]) -> None:
        """XGBoost refuses a number of classes for what is no classification with several."""
        classes, objective = given.get("num_class"), literal(given.get("objective"))
        if name == "xgboost" and classes is not None and objective and not objective.startswith("multi:"):
            self.report(
                classes.place,
                f"xgboost refuses `num_class` with the objective `{objective}`; remove it",
                once=classes.place,
            )


def _is_refused(key: str, setting: Setting) -> bool:
    """Whether the text of a list is one that no algorithm reads: of words, or of numbers separated by commas alone."""
    if key in _COMMAS and _TEXT_OF_LIST.match(literal(setting) or setting.source):
        return True
    items = elements(setting) if setting.known == "literal" else ()
    return bool(items) and (key in _COMMAS or any(each.type == "str" for each in items))
