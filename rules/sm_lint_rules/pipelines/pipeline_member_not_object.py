"""SMJ548: a text among the parameters or steps of a pipeline."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule, Setting, Severity
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
                wrong = [item for item in elements(known.given.get(name)) if _is_plain(item, name)]
                if not wrong:
                    continue
                more = f", and {len(wrong) - 1} more" if len(wrong) > 1 else ""
                self.report(
                    wrong[0].place,
                    f"`{name}` has {_shown(wrong[0])} that the pipeline leaves out{more}; it takes {wanted}",
                    notes=[(f"also {_shown(item)}, at", item.place) for item in wrong[1:]],
                    once=wrong[0].place,
                )


def _is_plain(item: Setting, name: str) -> bool:
    if item.type not in {"str", "int", "float"} or item.known not in {"literal", "computed"}:
        return False
    # What a function under `@step` returns is a step, whatever it is in the function.
    return name != "steps" or item.source.startswith(("'", '"'))


def _shown(item: Setting) -> str:
    return f"`{item.text}`, a text" if item.type == "str" and item.text else "a plain value"
