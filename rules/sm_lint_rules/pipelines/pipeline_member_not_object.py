"""SMJ548: a text among the parameters or steps of a pipeline."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule, Severity
from sm_lint.rules.jobs import calls_of, elements

_LISTS = (("parameters", "a parameter object, such as `ParameterString`"), ("steps", "a step object"))


class PipelineMemberNotObject(JobRule):
    """The parameters or steps of a pipeline have a text among them.

    ## What it does

    Reports a text or number in `Pipeline(parameters=[…])`, also by the name of a variable that holds one, and a text that
    stands in `Pipeline(steps=[…])`.

    ## Why is this bad?

    Both lists hold objects. The SDK leaves out whatever else is in them, without a word: the parameter is not one of the
    pipeline, and an execution that passes it is rejected.

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
    severity = Severity.WARNING

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the lists of every pipeline."""
        for known in calls_of(definitions):
            if known.call.name != "Pipeline" or ".workflow." not in known.call.callee:
                continue
            for name, wanted in _LISTS:
                for item in elements(known.given.get(name)):
                    if item.type not in {"str", "int", "float"} or item.known not in {"literal", "computed"}:
                        continue
                    # What a function under `@step` returns is a step, whatever it is in the function.
                    if name == "steps" and not item.source.startswith(("'", '"')):
                        continue
                    shown = f"`{item.text}`, a text" if item.type == "str" and item.text else "a plain value"
                    self.report(
                        item.place,
                        f"`{name}` has {shown} that the pipeline leaves out; it takes {wanted}",
                        once=item.place,
                    )
