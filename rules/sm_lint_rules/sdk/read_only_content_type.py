"""SMJ640: a content type that is set on a predictor."""

from __future__ import annotations

import re

import libcst as cst

from sm_lint.rules import Definitions, JobRule
from sm_lint.rules.jobs import calls_of
from sm_lint.rules.source import walk

_INSTEAD = {"content_type": "serializer", "accept": "deserializer"}
_ASSIGNED = re.compile(r"\.(?:content_type|accept)\s*=[^=]")
_OLD = re.compile(
    r"RealTimePredictor|get_image_uri|train_instance_(?:type|count)|sagemaker\.s3_input|from sagemaker\.predictor import "
    r".*(?:csv|json|npy)_(?:de)?serializer|\bimage_name\s*="
)
"""What only SDK v1 has, where the attributes may be set."""


class ReadOnlyContentType(JobRule):
    """The content type of a predictor is set as an attribute.

    ## What it does

    Reports an assignment to `content_type` or `accept` of what `deploy()` of the SDK returns, or of a `Predictor`. Files in the manner
    of SDK v1, where the attributes could be set, are left alone.

    ## Why is this bad?

    Since SDK v2 both are properties of the predictor that its serializer and deserializer determine: `AttributeError: can't set
    attribute`. The endpoint is running by then.

    ## Example

    ```python
    from sagemaker.predictor import Predictor
    from sagemaker.serializers import CSVSerializer

    predictor = Predictor("churn", serializer=CSVSerializer())
    predictor.content_type = "text/csv"
    print(predictor.predict("1,2,3"))
    ```

    ## Use instead

    ```python
    from sagemaker.predictor import Predictor
    from sagemaker.serializers import CSVSerializer

    predictor = Predictor("churn", serializer=CSVSerializer())
    print(predictor.predict("1,2,3"))
    ```

    ## References

    - [Public thread: can't set attribute](https://github.com/aws/amazon-sagemaker-examples/issues/1885)
    - [Public thread: an endpoint of factorization machines](https://github.com/PacktPublishing/Learn-Amazon-SageMaker/issues/3)
    - [sagemaker 2.257.7: base_predictor.py, `Predictor.content_type`](https://pypi.org/project/sagemaker/2.257.7/)
    - [What SDK v2 removed](https://sagemaker.readthedocs.io/en/stable/v2.html#removals)
    """

    code = "SMJ640"
    name = "read-only-content-type"
    documents = False

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at what is assigned to attributes of predictors."""
        text = self.context.text
        if _ASSIGNED.search(text) is None or _OLD.search(text) is not None:
            return
        made = {
            known.call.place
            for known in calls_of(definitions)
            if known.call.callee.startswith("sagemaker.")
            and (known.call.name == "deploy" or (known.call.name.endswith("Predictor") and "self" not in known.given))
        }
        if not made:
            return
        nodes = list(walk(self.context.module.tree))
        bound: dict[str, list[cst.BaseExpression]] = {}
        for node in nodes:
            if isinstance(node, cst.Assign):
                for target in node.targets:
                    if isinstance(target.target, cst.Name):
                        bound.setdefault(target.target.value, []).append(node.value)
        predictors = {
            name
            for name, values in bound.items()
            if all(isinstance(value, cst.Call) and self.context.place(value) in made for value in values)
        }
        for node in nodes:
            if isinstance(node, cst.Assign) and len(node.targets) == 1:
                self._check(node.targets[0].target, predictors)

    def _check(self, target: cst.BaseExpression, predictors: set[str]) -> None:
        if not isinstance(target, cst.Attribute) or not isinstance(target.value, cst.Name):
            return
        name, attribute = target.value.value, target.attr.value
        if name in predictors and attribute in _INSTEAD:
            self.report(
                self.context.place(target),
                f"`{attribute}` of a predictor cannot be set since SDK v2 (AttributeError): it is that of the "
                f"{_INSTEAD[attribute]}, which `deploy()` takes",
            )
