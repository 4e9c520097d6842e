"""SMJ548: a text among the parameters or steps of a pipeline."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule
from sm_lint.rules.jobs import calls_of, elements

_LISTS = (("parameters", "a parameter object, such as `ParameterString`"), ("steps", "a step object"))


class PipelineMemberNotObject(JobRule):
    """The parameters or steps of a pipeline are named by text.

    ## What it does

    Reports a text or number in `Pipeline(parameters=[…])` and `Pipeline(steps=[…])`.

    ## Why is this bad?

    Both lists hold objects. `upsert()` ends with `'str' object has no attribute 'to_request'`.

    ## Example

    ```python
    from sagemaker.workflow.pipeline import Pipeline

    pipeline = Pipeline(name="fraud", parameters=["InputData"], steps=[])
    ```

    ## Use instead

    ```python
    from sagemaker.workflow.parameters import ParameterString
    from sagemaker.workflow.pipeline import Pipeline

    pipeline = Pipeline(name="fraud", parameters=[ParameterString(name="InputData")], steps=[])
    ```

    ## References

    - [Pipeline](https://sagemaker.readthedocs.io/en/stable/workflows/pipelines/sagemaker.workflow.pipelines.html)
    - [sagemaker 2.257.7, workflow/pipeline.py](https://pypi.org/project/sagemaker/2.257.7/)
    """

    code = "SMJ548"
    name = "pipeline-member-not-object"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the lists of every pipeline."""
        for known in calls_of(definitions):
            if known.call.name != "Pipeline" or ".workflow." not in known.call.callee:
                continue
            for name, wanted in _LISTS:
                for item in elements(known.given.get(name)):
                    if item.type in {"str", "int", "float", "dict"} and item.known in {"literal", "computed"}:
                        shown = f"the text `{item.text}`" if item.type == "str" and item.text else "a plain value"
                        self.report(
                            item.place, f"`{name}` of a pipeline has {shown}; it takes {wanted}", once=item.place
                        )
