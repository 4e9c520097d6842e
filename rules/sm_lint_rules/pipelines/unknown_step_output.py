"""SMJ507: an output that the step does not have."""

from __future__ import annotations

import re

from sm_lint.rules import Definitions, JobRule, NodeEdit, NodeFix, did_you_mean, suggest
from sm_lint.rules.jobs import output_names
from sm_lint.rules.source import quoted_at

_OUTPUT = re.compile(r"""ProcessingOutputConfig\.Outputs\[["'](?P<name>[^"'*]*)["']\]""")


class UnknownStepOutput(JobRule):
    """A step is asked for an output that it does not have.

    ## What it does

    Compares `step.properties.ProcessingOutputConfig.Outputs["name"]` with the names of the step's outputs.

    ## Why is this bad?

    The SDK takes any name. The pipeline fails when it is started, or when the step that wants the output is reached.

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
    training = TrainingInput(prepare.properties.ProcessingOutputConfig.Outputs["training"].S3Output.S3Uri)
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

    The fix writes the closest name of an output. It is unsafe: another may have been meant.

    ## References

    - [Step properties](https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-properties.html)
    """

    code = "SMJ507"
    name = "unknown-step-output"
    fixable = "sometimes"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at each property that names an output."""
        for use in definitions.uses:
            match = _OUTPUT.match(use.path) if use.kind == "property" else None
            if match is None:
                continue
            steps = [job for job in definitions.jobs if job.step is not None and job.step == use.step]
            names = output_names(steps)
            wanted = match["name"]
            if names is None or wanted in names:
                continue
            close = suggest(wanted, names)
            place = quoted_at(use.place, wanted, self.context) if close else None
            self.report(
                use.place,
                f"step `{use.step}` has no output `{wanted}`{did_you_mean(close, '; ')}",
                notes=[("the step is defined at", job.place) for job in steps[:1]],
                fix=NodeFix(f'write "{close}"', (NodeEdit(place, close, wanted),))
                if place is not None and close
                else None,
                once=use.place,
            )
