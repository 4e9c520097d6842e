"""SMJ671: an argument that v2 of the SDK takes and does nothing with."""

from __future__ import annotations

import re

from sm_lint.rules import Definitions, JobRule, Severity
from sm_lint.rules.jobs import Called, absent, calls_of
from sm_lint.rules.platform import removed_keyword

_OF_V2 = re.compile(
    r"\bsagemaker\.(?:serializers|deserializers|workflow|huggingface)\b|\bimage_uris\b"
    r"|\b(?:image_uri|instance_count|max_run|use_spot_instances)\b[\"']?\s*[=:]"
)
"""Modules that v1 did not have, and arguments that had other names in it."""
_OF_V1 = re.compile(
    r"\btrain_instance_|\btrain_max_run\b|\bimage_name\s*=|\bs3_input\b|\bget_image_uri\b|\b(?:csv|json)_serializer\b"
)
"""Names that v2 does not have, or only translates."""


class IgnoredArgument(JobRule):
    """An argument of SDK v1 is given to a call of v2, which does nothing with it.

    ## What it does

    Reports `content_type` and `accept` of a `Predictor`, and of the `deploy()` or `create_model()` of an estimator, in code that
    is certainly for v2: `Predictor` itself, or an estimator with keywords of v2, has no such name in v1.

    ## Why is this bad?

    v2 logs that the argument is a no-op and goes on. What is sent is then `application/octet-stream`, whatever was asked for, and the
    endpoint answers 415: `Content-Type header value 'application/octet-stream' not supported`.

    ## Example

    ```python
    from sagemaker.estimator import Estimator

    estimator = Estimator(image_uri="image", role="role", instance_count=1, instance_type="ml.c5.large")
    estimator.fit("s3://data/series")
    predictor = estimator.deploy(1, "ml.m5.large", content_type="application/json")
    ```

    ## Use instead

    ```python
    from sagemaker.estimator import Estimator
    from sagemaker.serializers import JSONSerializer

    estimator = Estimator(image_uri="image", role="role", instance_count=1, instance_type="ml.c5.large")
    estimator.fit("s3://data/series")
    predictor = estimator.deploy(1, "ml.m5.large", serializer=JSONSerializer())
    ```

    ## Known limits

    Where a serializer is given too, nothing is lost and nothing is reported. `RealTimePredictor` is the name of v1, and is left
    alone, and so is a file that does nothing but call a `Predictor`.

    ## References

    - [sagemaker 2.257.7: base_predictor.py and estimator.py, `removed_kwargs`](https://pypi.org/project/sagemaker/2.257.7/)
    - [Breaking changes of v2](https://sagemaker.readthedocs.io/en/v2/v2.html)
    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/2046)
    """

    code = "SMJ671"
    name = "ignored-argument"
    severity = Severity.WARNING
    documents = False

    def check_definitions(self, definitions: Definitions) -> None:
        """Look for the arguments that were removed."""
        for known in calls_of(definitions):
            for keyword, setting in known.call.settings:
                removed = removed_keyword(known.names, known.call.name, keyword)
                if removed is None or absent(setting) or not absent(known.given.get(removed.instead)):
                    continue
                if self._is_of_v2(known):
                    self.report(
                        setting.place,
                        f"`{keyword}` has no effect since SDK v2: {removed.reason}; give `{removed.instead}`",
                        once=known.call.place,
                    )

    def _is_of_v2(self, known: Called) -> bool:
        """Whether a call is certainly not written for v1."""
        text = self.context.text
        return known.call.name == "Predictor" or (_OF_V2.search(text) is not None and _OF_V1.search(text) is None)
