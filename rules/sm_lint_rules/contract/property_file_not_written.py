"""SMC011: a property file that is not there when a later step asks for it."""

from __future__ import annotations

from sm_lint.rules import Message, ScriptRule
from sm_lint.rules.contracts import unwritten_files
from sm_lint.rules.source import opening


class PropertyFileNotWritten(ScriptRule):
    """A pipeline reads a property file that the script never writes.

    ## What it does

    Reports the file of a `PropertyFile` that the step's script does not write below the output it is said to be in. Nothing is
    said of a script that is not fully understood.

    ## Why is this bad?

    The SDK checks the output's name, never the file's. The step ends well, and the condition or `JsonGet` that reads the file
    fails afterwards.

    ## Example

    ```python title="pipeline.py"
    from sagemaker.processing import ProcessingOutput
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.properties import PropertyFile
    from sagemaker.workflow.steps import ProcessingStep

    processor = SKLearnProcessor(
        framework_version="1.2-1",
        role="SageMakerRole",
        instance_type="ml.m5.large",
        instance_count=1,
        sagemaker_session=PipelineSession(),
    )
    step = ProcessingStep(
        name="Evaluate",
        step_args=processor.run(
            code="evaluate.py",
            outputs=[ProcessingOutput(output_name="evaluation", source="/opt/ml/processing/evaluation")],
        ),
        property_files=[PropertyFile(name="Report", output_name="evaluation", path="evaluation.json")],
    )
    ```

    ```python title="evaluate.py"
    import json

    with open("/opt/ml/processing/evaluation/metrics.json", "w") as file:
        json.dump({"auc": 0.9}, file)
    ```

    ## Use instead

    ```python title="pipeline.py"
    from sagemaker.processing import ProcessingOutput
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.properties import PropertyFile
    from sagemaker.workflow.steps import ProcessingStep

    processor = SKLearnProcessor(
        framework_version="1.2-1",
        role="SageMakerRole",
        instance_type="ml.m5.large",
        instance_count=1,
        sagemaker_session=PipelineSession(),
    )
    step = ProcessingStep(
        name="Evaluate",
        step_args=processor.run(
            code="evaluate.py",
            outputs=[ProcessingOutput(output_name="evaluation", source="/opt/ml/processing/evaluation")],
        ),
        property_files=[PropertyFile(name="Report", output_name="evaluation", path="evaluation.json")],
    )
    ```

    ```python title="evaluate.py"
    import json

    with open("/opt/ml/processing/evaluation/evaluation.json", "w") as file:
        json.dump({"auc": 0.9}, file)
    ```

    ## References

    - [Property files](https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-propertyfile.html)
    """

    code = "SMC011"
    name = "property-file-not-written"
    per_contract = True
    preview = True

    def finish(self) -> None:
        """Report the files that are never written."""
        contract = self.context.contract
        if contract is None or contract.origin != "job":
            return
        for output, file in unwritten_files(self.facts, contract):
            self.report(
                opening(self.context.module),
                Message(
                    "script never writes `{path}/{file}`, which the pipeline reads as a property file of {contract}",
                    path=output.path,
                    file=file,
                ),
                notes=[("output declared at", output.place)],
            )
