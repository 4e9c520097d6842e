"""SMJ562: texts that reach a built-in algorithm in the quotes of JSON."""

from __future__ import annotations

import json

from sm_lint.rules import Job, JobRule, Setting
from sm_lint.rules.jobs import absent, algorithm_of, entries, literal


class QuotedAlgorithmTexts(JobRule):
    """A built-in algorithm is given a text in quotes of JSON.

    ## What it does

    Reports texts among the hyperparameters of a framework estimator whose `entry_point` is None, which runs the algorithm that
    the image brings, and of other built-in algorithms those that are written with quotes or with `json.dumps`.

    ## Why is this bad?

    The framework estimators of SDK v2 encode every hyperparameter as JSON, for a toolkit that decodes it. An algorithm reads the
    text as it is: `Hyperparameter objective: "reg:squarederror" is not in [...]`.

    ## Example

    ```python
    from sagemaker.xgboost import XGBoost

    booster = XGBoost(
        entry_point=None, framework_version="1.7-1", role="role", instance_count=1, instance_type="ml.m5.xlarge",
        hyperparameters={"objective": "reg:squarederror", "num_round": 100},
    )
    booster.fit({"train": "s3://bucket/houses"})
    ```

    ## Use instead

    ```python
    from sagemaker import image_uris
    from sagemaker.estimator import Estimator

    booster = Estimator(
        image_uri=image_uris.retrieve("xgboost", "eu-west-1", version="1.7-1"), role="role", instance_count=1,
        instance_type="ml.m5.xlarge", hyperparameters={"objective": "reg:squarederror", "num_round": 100},
    )
    booster.fit({"train": "s3://bucket/houses"})
    ```

    ## References

    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/5317)
    - [sagemaker 2.257.7, estimator.py: Framework.hyperparameters](https://pypi.org/project/sagemaker/2.257.7/)
    """

    code = "SMJ562"
    name = "quoted-algorithm-texts"

    def check_job(self, job: Job) -> None:
        """Look at the texts that an algorithm is given."""
        if job.dialect == "v2" and _is_framework_alone(job):
            texts = [value for _, value in entries(job.hyperparameters) if literal(value)]
            if texts:
                self.report(
                    texts[0].place,
                    f"without an entry point the built-in algorithm runs, and {job.class_name}() passes its texts in the quotes "
                    "of JSON, which it rejects; use Estimator(image_uri=image_uris.retrieve(...))",
                    once=texts[0].place,
                )
        elif algorithm_of(job) is not None:
            for key, value in entries(job.hyperparameters):
                if _is_quoted(value):
                    self.report(
                        value.place,
                        f"`{key}` reaches the algorithm in quotes of JSON, which are taken for a part of the value",
                        once=value.place,
                    )


def _is_framework_alone(job: Job) -> bool:
    entry = job.setting("entry_point")
    return job.class_name == "XGBoost" and entry is not None and absent(entry) and job.script is None


def _is_quoted(value: Setting) -> bool:
    text = literal(value)
    if text is None or len(text) < 3 or not (text.startswith('"') and text.endswith('"')):
        return False
    try:
        return isinstance(json.loads(text), str)
    except ValueError:
        return False
