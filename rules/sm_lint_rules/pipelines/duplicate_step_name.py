"""SMJ662: two steps of one name in a pipeline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sm_lint.rules import Definitions, JobRule, SdkCall
from sm_lint.rules.jobs import absent, called, calls_of, literal

_ELEMENT = re.compile(r"(steps|if_steps|else_steps)\[(\d+)\]")
_LISTS = ("if_steps", "else_steps")
_DEPTH = 8


class DuplicateStepName(JobRule):
    """Two steps of a pipeline have the same name, or a step of a condition is a step of the pipeline too.

    ## What it does

    Compares the names of the steps in the `steps` of a `Pipeline`, and in the `if_steps` and `else_steps` of the conditions among
    them.

    ## Why is this bad?

    `Pipeline(...)` ends with `Pipeline steps cannot have duplicate names. In addition, steps added in the ConditionStep cannot be
    added in the Pipeline steps list.`

    ## Example

    ```python
    from sagemaker.processing import Processor
    from sagemaker.workflow.pipeline import Pipeline
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    session = PipelineSession()
    processor = Processor("role", "image", 1, "ml.m5.large", sagemaker_session=session)
    steps = []
    for region in ["eu", "us"]:
        steps.append(ProcessingStep(name="Load", step_args=processor.run(arguments=[region])))
    pipeline = Pipeline(name="sales", steps=steps, sagemaker_session=session)
    ```

    ## Use instead

    ```python
    from sagemaker.processing import Processor
    from sagemaker.workflow.pipeline import Pipeline
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    session = PipelineSession()
    processor = Processor("role", "image", 1, "ml.m5.large", sagemaker_session=session)
    steps = []
    for region in ["eu", "us"]:
        steps.append(ProcessingStep(name=f"Load-{region}", step_args=processor.run(arguments=[region])))
    pipeline = Pipeline(name="sales", steps=steps, sagemaker_session=session)
    ```

    ## Known limits

    No such pipeline was found in 245 public repositories. The rule is on by default, since the SDK itself raises the error, and only lists
    and names that are written out are compared.

    ## References

    - [sagemaker 2.257.7: workflow/pipeline.py, `_generate_step_map`](https://pypi.org/project/sagemaker/2.257.7/)
    - [Where the SDK began to compare the names](https://github.com/aws/sagemaker-python-sdk/pull/3128)
    """

    code = "SMJ662"
    name = "duplicate-step-name"
    documents = False

    def check_definitions(self, definitions: Definitions) -> None:
        """Compare the names within each pipeline."""
        for known in calls_of(definitions):
            if "Pipeline" not in known.names or known.call.name != "Pipeline":
                continue
            seen: dict[str, tuple[int, str]] = {}
            for index, key in _steps(definitions, known.call, 0):
                step = definitions.calls[index]
                name = literal(called(step).given.get("name"))
                if name is None or "*" in name:
                    continue
                first = seen.setdefault(name, (index, key))
                if first == (index, key):
                    continue
                one, other = (each.partition("[")[0] for each in (first[1], key))
                if first[0] == index and one == other:
                    message = f"step `{name}` is twice in `{one}`"
                elif first[0] == index:
                    message = f"step `{name}` is in `{one}` and in `{other}`; leave it out of one of them"
                else:
                    message = f"two steps of the pipeline are called `{name}`; give each a name of its own"
                self.report(
                    step.place, message, notes=[("in this pipeline", known.call.place)], once=(name, step.place)
                )


def _steps(definitions: Definitions, call: SdkCall, depth: int) -> Iterator[tuple[int, str]]:
    """The calls that made the steps of a pipeline or condition, and those of the conditions among them, with the place of each in
    its list: `if_steps[0]`."""
    if depth > _DEPTH:
        return
    for key, index in call.links:
        held = _ELEMENT.fullmatch(key)
        given = called(call).given.get(held[1]) if held is not None else None
        if held is None or given is None or given.open or given.known != "literal":
            continue
        step = definitions.calls[index]
        yield index, key
        if step.name == "ConditionStep" and any(not absent(step.setting(name)) for name in _LISTS):
            yield from _steps(definitions, step, depth + 1)
