"""SMJ568: the expression of a metric that matches nothing that the script prints."""

from __future__ import annotations

import re

from sm_lint.rules import Job, JobRule, Place
from sm_lint.rules.jobs import elements, find, imported_texts, literal, near_miss, printed, shipped_texts

_LIBRARIES = re.compile(
    r"\b(?:keras|tensorflow|transformers|lightning|xgboost|lightgbm|catboost|ultralytics|autogluon|mxnet|fastai|trl)\b"
)


class MetricNeverPrinted(JobRule):
    """The regular expression of a metric matches nothing that the script prints, and misses one line by its punctuation.

    ## What it does

    Holds the expressions of `metric_definitions` against the texts that the script prints or logs. Reports one that matches none of
    them, where a printed line has the same words before its number, and differs in case, blanks, or `-`, `_`, `:` and `=`.

    ## Why is this bad?

    The metric stays empty, and nothing says so: charts show nothing, and a tuning job ends without a best job.

    ## Example

    ```python title="train.py"
    print("eval_accuracy = %.3f" % 0.9)
    ```

    ```python title="launch.py"
    from sagemaker.sklearn import SKLearn

    estimator = SKLearn(
        entry_point="train.py", role="role", framework_version="1.2-1", instance_count=1, instance_type="ml.m5.xlarge",
        metric_definitions=[{"Name": "accuracy", "Regex": r"eval-accuracy=([0-9.]+)"}],
    )
    estimator.fit({"train": "s3://bucket/rows"})
    ```

    ## Use instead

    ```python title="train.py"
    print("eval_accuracy = %.3f" % 0.9)
    ```

    ```python title="launch.py"
    from sagemaker.sklearn import SKLearn

    estimator = SKLearn(
        entry_point="train.py", role="role", framework_version="1.2-1", instance_count=1, instance_type="ml.m5.xlarge",
        metric_definitions=[{"Name": "accuracy", "Regex": r"eval_accuracy = ([0-9.]+)"}],
    )
    estimator.fit({"train": "s3://bucket/rows"})
    ```

    ## Known limits

    Scripts that print names and values which are both not known, and those of libraries that log metrics by themselves, are left alone.

    ## References

    - [Public thread](https://github.com/aws/sagemaker-tensorflow-training-toolkit/issues/392)
    - [Define training metrics](https://docs.aws.amazon.com/sagemaker/latest/dg/define-train-metrics.html)
    """

    code = "SMJ568"
    name = "metric-never-printed"

    def check_job(self, job: Job) -> None:
        """Compare the metrics of a training job with what its script prints."""
        metrics = elements(find(job, "metrics"))
        if job.kind != "training" or not metrics or job.script is None or job.script.path is None:
            return
        texts = shipped_texts(self.context.files, job)
        if not texts or job.script.path not in texts:
            return
        # The launcher beside the script has the expressions themselves, and prints nothing in the job.
        if job.script.path != job.place.path:
            texts = {path: text for path, text in texts.items() if path != job.place.path}
        modules = [text for path, text in texts.items() if path.endswith(".py")]
        own = [text for path, text in imported_texts(texts, job.script.path).items() if path.endswith(".py")]
        found, printed_here = printed(modules), printed(own)
        if found is None or printed_here is None or found.generic:
            return
        logs = any(_LIBRARIES.search(text) for text in modules)
        for metric in metrics:
            regex = metric.get("Regex") or metric.get("regex")
            text = literal(regex)
            if regex is None or not text or (logs and ": " in text):
                continue
            near = near_miss(text, found, printed_here)
            if near:
                name = literal(metric.get("Name") or metric.get("name"))
                whose = f" of metric `{name}`" if name else ""
                self.report(
                    regex.place,
                    f"nothing that the script prints matches the expression{whose}; it prints `{near}`",
                    notes=[("script", Place(job.script.path))],
                    once=regex.place,
                )
