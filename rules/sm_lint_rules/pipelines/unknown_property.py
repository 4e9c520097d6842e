"""SMJ526: a property that a step does not have."""

from __future__ import annotations

import re

from sm_lint.rules import Definitions, Job, JobRule, NodeEdit, NodeFix, Place, did_you_mean, suggest
from sm_lint.rules.platform import unknown_member
from sm_lint.rules.source import text_at


class UnknownProperty(JobRule):
    """A step's properties are asked for a member that is not there.

    ## What it does

    Follows `step.properties.A.B` through the answers of the API's Describe calls, which the properties mirror.

    ## Why is this bad?

    A member that is not there is an AttributeError when the pipeline is defined, or, below a list, a reference that the
    service cannot follow. Often `S3Output` is left out on the way to `S3Uri`.

    ## Example

    ```python
    from sagemaker.inputs import TrainingInput
    from sagemaker.processing import ProcessingOutput
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge", sagemaker_session=PipelineSession())
    prepare = ProcessingStep(
        name="Prepare",
        step_args=processor.run(
            code="s3://code/prepare.py",
            outputs=[ProcessingOutput(output_name="train", source="/opt/ml/processing/train")],
        ),
    )
    training = TrainingInput(prepare.properties.ProcessingOutputConfig.Outputs["train"].S3Uri)
    ```

    ## Use instead

    ```python
    from sagemaker.inputs import TrainingInput
    from sagemaker.processing import ProcessingOutput
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge", sagemaker_session=PipelineSession())
    prepare = ProcessingStep(
        name="Prepare",
        step_args=processor.run(
            code="s3://code/prepare.py",
            outputs=[ProcessingOutput(output_name="train", source="/opt/ml/processing/train")],
        ),
    )
    training = TrainingInput(prepare.properties.ProcessingOutputConfig.Outputs["train"].S3Output.S3Uri)
    ```

    ## Fix safety

    The fix writes the closest member. It is unsafe: another may have been meant.

    ## References

    - [Step properties](https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-properties.html)
    """

    code = "SMJ526"
    name = "unknown-property"
    fixable = "sometimes"

    def check_definitions(self, definitions: Definitions) -> None:
        """Follow the path of each property."""
        classes = {job.step: step_class(job) for job in definitions.jobs if job.step is not None}
        for use in definitions.uses:
            if use.kind != "property" or use.step is None or "*" in use.path:
                continue
            wrong = unknown_member(classes.get(use.step, ""), use.path)
            if wrong is None:
                continue
            owner = f"properties.{wrong.owner}" if wrong.owner else "properties"
            close = _between(wrong.name, wrong.members) or suggest(wrong.name, wrong.members)
            self.report(
                use.place,
                f"`{owner}` of step `{use.step}` has no `{wrong.name}`{did_you_mean(close, '; ')}",
                fix=self._fix(use.place, wrong.name, close) if close else None,
                once=use.place,
            )

    def _fix(self, place: Place, name: str, close: str) -> NodeFix | None:
        """Write the closest name, where the name occurs once in an expression of one line."""
        text = text_at(place, self.context)
        if text is None or "\n" in text or len(re.findall(rf"\.{name}\b", text)) != 1:
            return None
        content = re.sub(rf"\.{name}\b", f".{close}", text)
        return NodeFix(f"write `{close}`", (NodeEdit(place, content, text),))


def step_class(job: Job) -> str:
    """The class of the step that launches a job, empty where its properties are not known."""
    if job.kind == "processing":
        return "ProcessingStep"
    if job.kind == "training":
        return "TuningStep" if job.setting("objective_metric_name") is not None else "TrainingStep"
    return "TransformStep" if job.kind == "transform" else ""


def _between(name: str, members: tuple[str, ...]) -> str | None:
    """The path to an output's or input's URI with the member that was left out."""
    found = next((member for member in ("S3Output", "S3Input") if member in members), None)
    return f"{found}.{name}" if found is not None and name in ("S3Uri", "LocalPath") else None
