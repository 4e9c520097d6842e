"""SMJ565: a filter of a transform job that its service does not understand."""

from __future__ import annotations

import re

from sm_lint.rules import Job, JobRule, Setting
from sm_lint.rules.jobs import literal
from sm_lint.rules.platform import limit

_FILTERS = ("input_filter", "output_filter")
_REQUEST = {"InputFilter": "input_filter", "OutputFilter": "output_filter"}
_SIGNS = "$[]*. ,:-'"
"""The signs that the service takes beside letters and digits, as it says when it refuses another."""
_BRACKETS = re.compile(r"\[([^\[\]'\"]*)\]")


class TransformFilter(JobRule):
    """A filter of a batch transform job uses what its JSONPath does not have.

    ## What it does

    Reports `input_filter` and `output_filter` that do not begin with `$`, are longer than 63 characters, or have several ranges in
    one bracket, a range with a step, a condition, or `..`, and signs that the service refuses, such as `_`.

    ## Why is this bad?

    The job fails when the first record comes: `only single range filters of format (eg: [1:5]) are supported`.

    ## Example

    ```python
    from sagemaker.transformer import Transformer

    transformer = Transformer(model_name="houses", instance_count=1, instance_type="ml.m5.xlarge")
    transformer.transform("s3://bucket/in", content_type="text/csv", split_type="Line", output_filter="$[0:2,246:]")
    ```

    ## Use instead

    ```python
    from sagemaker.transformer import Transformer

    transformer = Transformer(model_name="houses", instance_count=1, instance_type="ml.m5.xlarge")
    transformer.transform("s3://bucket/in", content_type="text/csv", split_type="Line", output_filter="$[0,1,-1]")
    ```

    ## References

    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/1112)
    - [Public thread: an underscore](https://github.com/aws/aws-sdk/issues/184)
    - [Supported JSONPath operators](https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform-data-processing.html)
    """

    code = "SMJ565"
    name = "transform-filter"

    def check_job(self, job: Job) -> None:
        """Look at the filters of a transform job."""
        if job.kind != "transform":
            return
        for name in _FILTERS:
            self._check(name, job.setting(name))
        processing = job.setting("DataProcessing")
        for key, name in _REQUEST.items():
            self._check(name, processing.get(key) if processing is not None else None)

    def _check(self, name: str, given: Setting | None) -> None:
        text = literal(given)
        wrong = _wrong(text) if text else ""
        if given is not None and wrong:
            self.report(given.place, f"`{name}` {wrong}", once=given.place)


def _wrong(text: str) -> str:
    most = limit("transform-filter")
    if len(text) > most:
        return f"has {len(text)} characters; the service takes {most}"
    if not text.startswith("$"):
        return f"`{text}` does not begin with `$`"
    if "?(" in text or "@" in text:
        return f"`{text}` has a condition, which the service does not know"
    if ".." in text:
        return f"`{text}` has `..`, which the service does not know"
    strange = next((character for character in text if not (character.isalnum() or character in _SIGNS)), "")
    if strange:
        return f"`{text}` has `{strange}`, which the service does not take in a filter"
    for bracket in _BRACKETS.findall(text):
        ranges = [part for part in bracket.split(",") if ":" in part]
        if len(ranges) > 1:
            return f"`{text}` has {len(ranges)} ranges; the service takes one range, or a list of indexes"
        if ranges and ranges[0].count(":") > 1:
            return f"`{text}` has a range with a step; the service takes a beginning and an end"
    return ""
