"""SMJ544: the name of a step where the name of a model is meant."""

from __future__ import annotations

import re

from sm_lint.rules import Definitions, JobRule, NodeEdit, NodeFix, Setting
from sm_lint.rules.jobs import Called, calls_of, literal, maker

_MAKING = frozenset({"ModelStep", "CreateModelStep"})
_NAME = re.compile(r"([A-Za-z_][\w.]*)\.name")


class StepNameAsModelName(JobRule):
    """The name of a pipeline step is given as the name of a model.

    ## What it does

    Reports `model_name=step.name` of a `Transformer` and of other calls of the SDK.

    ## Why is this bad?

    A model that a step creates has a name of its own, which is known when the step has run. The step that uses the other name
    fails with `Could not find model`, and runs before the model is created, since nothing makes it wait.

    ## Example

    ```python
    from sagemaker.transformer import Transformer
    from sagemaker.workflow.model_step import ModelStep


    def transformer(model):
        create = ModelStep(name="Create", step_args=model.create(instance_type="ml.m5.large"))
        return Transformer(model_name=create.name, instance_count=1, instance_type="ml.m5.large")
    ```

    ## Use instead

    ```python
    from sagemaker.transformer import Transformer
    from sagemaker.workflow.model_step import ModelStep


    def transformer(model):
        create = ModelStep(name="Create", step_args=model.create(instance_type="ml.m5.large"))
        return Transformer(model_name=create.properties.ModelName, instance_count=1, instance_type="ml.m5.large")
    ```

    ## Fix safety

    The fix writes `.properties.ModelName` for `.name` of a step that creates a model. It is unsafe: the object that is given is
    another.

    ## References

    - [Properties of steps](https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-properties.html)
    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/3034)
    """

    code = "SMJ544"
    name = "step-name-as-model-name"
    fixable = "sometimes"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the model names that calls are given."""
        steps = {use.step: use.path for use in definitions.uses if use.kind == "step" and use.step}
        for known in calls_of(definitions):
            setting = known.given.get("model_name")
            match = _NAME.fullmatch(setting.source) if setting is not None else None
            if setting is None or setting.text not in steps or setting.type != "str":
                continue
            if match is None:
                self._through_a_value(definitions, known, setting, steps[setting.text])
                continue
            makes = steps[setting.text] in _MAKING
            written = f"{match[1]}.properties.ModelName"
            fix = NodeFix(f"write {written}", (NodeEdit(setting.place, written, setting.source),)) if makes else None
            self.report(
                setting.place,
                f"`{setting.source}` is the name of a step, not of a model" + (f"; write `{written}`" if makes else ""),
                fix=fix,
                once=setting.place,
            )

    def _through_a_value(self, definitions: Definitions, known: Called, setting: Setting, kind: str) -> None:
        """Look at a name that comes by way of a variable or a dictionary: the step that it was taken from is known."""
        step = maker(definitions, known.call, "model_name.__self__")
        if (
            step is not None
            and kind in _MAKING
            and step.call.name == kind
            and literal(step.given.get("name")) == setting.text
        ):
            self.report(
                setting.place,
                f"`model_name` is the name of step `{setting.text}`, not of a model; pass the step's `.properties.ModelName`",
                once=setting.place,
            )
