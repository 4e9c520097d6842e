"""SMJ510: the regular expression of a metric captures nothing."""

from __future__ import annotations

import re
import warnings

from sm_lint.rules import Job, JobRule
from sm_lint.rules.jobs import elements, find, literal


class MetricRegexCapture(JobRule):
    """The regular expression of a metric captures nothing.

    ## What it does

    Reports the expression of a metric definition that does not compile, has no group, whose one group can hold no digit, or that
    ends in a lazy group such as `(.*?)`, which is content with the empty string.

    ## Why is this bad?

    SageMaker takes the value of the metric from the group. Without a usable one the metric stays empty: charts show
    nothing, and a tuning job that wants the metric finds no best job.

    ## Example

    ```python
    from sagemaker.estimator import Estimator

    estimator = Estimator(
        "image", "role", 1, "ml.m5.xlarge", metric_definitions=[{"Name": "f1", "Regex": "F1=(.*?)"}]
    )
    estimator.fit({"train": "s3://data/train"})
    ```

    ## Use instead

    ```python
    from sagemaker.estimator import Estimator

    estimator = Estimator(
        "image", "role", 1, "ml.m5.xlarge", metric_definitions=[{"Name": "f1", "Regex": r"F1=([0-9.]+)"}]
    )
    estimator.fit({"train": "s3://data/train"})
    ```

    ## References

    - [Define training metrics](https://docs.aws.amazon.com/sagemaker/latest/dg/define-train-metrics.html)
    - [sagemaker-python-sdk#3932](https://github.com/aws/sagemaker-python-sdk/issues/3932)
    - [Public thread: a group of letters](https://github.com/aws/sagemaker-python-sdk/issues/3208)
    """

    code = "SMJ510"
    name = "metric-regex-capture"

    def check_job(self, job: Job) -> None:
        """Look at the metric definitions of a training job; a list that several jobs share is reported once."""
        for definition in elements(find(job, "metrics")):
            regex = definition.get("Regex") or definition.get("regex")
            text = literal(regex)
            if regex is None or text is None:
                continue
            wrong = _wrong(text)
            if wrong:
                name = literal(definition.get("Name") or definition.get("name"))
                whose = f"of metric `{name}` " if name else ""
                self.report(regex.place, f"the regular expression {whose}{wrong}", once=regex.place)


def _wrong(text: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what later versions of Python may take for something else
            groups = re.compile(text).groups
    except (re.error, RecursionError, OverflowError) as error:
        return f"does not compile: {error}"
    if groups == 0:
        if not any(map(str.isalnum, text)):
            return ""  # a placeholder that is meant to match nothing
        return "has no group, so that no value is captured; put parentheses around the number"
    if groups == 1 and _holds_no_digit(text):
        return "captures no number: the group at its end has no place for a digit; use `([0-9.]+)`"
    lazy = _lazy_end(text) if groups == 1 else ""
    if lazy == "*":
        return "captures the empty string: the lazy group at its end matches as little as it can; use `([0-9.]+)`"
    if lazy == "+":
        return "captures a single character: the lazy group at its end matches as little as it can; use `([0-9.]+)`"
    return ""


def _holds_no_digit(text: str) -> bool:
    """Whether the only group consists of letters and signs, so that it cannot contain a number."""
    match = re.search(r"(?<!\\)\((?!\?)((?:[^()\\]|\\.)*)\)", text)
    if match is None or not any(map(str.isalpha, match[1])):
        return False
    body = match[1]
    return re.search(r"\\[dDwWsSxuUN0-9]|[0-9]|\[\^|\.(?!\w)|(?<!\\)\.", body) is None


def _lazy_end(text: str) -> str:
    """`*` or `+` where the expression ends in a capturing group that ends in `*?` or `+?`, else an empty string."""
    match = re.search(r"(?<!\\)([*+])\?\)$", text)
    if match is None:
        return ""
    opened: list[int] = []
    in_class = False
    index = 0
    while index < len(text) - 1:
        character = text[index]
        if character == "\\":
            index += 1
        elif in_class:
            in_class = character != "]"
        elif character == "[":
            in_class = True
            index += text[index + 1 : index + 2] in ("]", "^")
        elif character == "(":
            opened.append(index)
        elif character == ")" and opened:
            opened.pop()
        index += 1
    if len(opened) != 1:
        return ""
    body = text[opened[0] + 1 : -3]
    captures = not body.startswith("?") or body.startswith("?P<")
    single = re.fullmatch(r"(?:\?P<\w+>)?(?:\\?.|\[[^\]]*\])", body)
    return match[1] if captures and single else ""
