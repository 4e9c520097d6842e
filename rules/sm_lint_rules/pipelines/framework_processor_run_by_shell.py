"""SMJ552: a framework processor's Python script is run by bash."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule
from sm_lint.rules.jobs import calls_of, class_names


class FrameworkProcessorRunByShell(JobRule):
    """A `ProcessingStep` is given a framework processor by `processor=`, and a Python script.

    ## What it does

    Reports `ProcessingStep(processor=…, code="….py")` where the processor is a `FrameworkProcessor`, such as
    `PyTorchProcessor` or `TensorFlowProcessor`.

    ## Why is this bad?

    A framework processor writes a shell script around the Python script, and does so in `run()` alone. Given by `processor=` the
    Python script itself is run by `/bin/bash`: `line 1: import: command not found`.

    ## Example

    ```python
    from sagemaker.tensorflow import TensorFlowProcessor
    from sagemaker.workflow.steps import ProcessingStep

    processor = TensorFlowProcessor("2.12", "role", 1, "ml.m5.large", py_version="py310")
    step = ProcessingStep(name="Evaluate", processor=processor, code="evaluation.py")
    ```

    ## Use instead

    ```python
    from sagemaker.tensorflow import TensorFlowProcessor
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    processor = TensorFlowProcessor(
        "2.12", "role", 1, "ml.m5.large", py_version="py310", sagemaker_session=PipelineSession()
    )
    step = ProcessingStep(name="Evaluate", step_args=processor.run(code="evaluation.py"))
    ```

    ## References

    - [Public thread: TensorFlowProcessor](https://github.com/aws/sagemaker-python-sdk/issues/4028)
    - [Public thread: HuggingFaceProcessor](https://github.com/aws/sagemaker-python-sdk/issues/4802)
    """

    code = "SMJ552"
    name = "framework-processor-run-by-shell"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the processors of processing steps."""
        for known in calls_of(definitions):
            if "ProcessingStep" not in known.names or known.call.name != "ProcessingStep":
                continue
            processor, script = known.given.get("processor"), known.given.get("code")
            if processor is None or script is None or not (script.text or "").endswith(".py"):
                continue
            # `code=run_args.code` is the shell script that `get_run_args` has made.
            if script.source.endswith(".code"):
                continue
            if "FrameworkProcessor" in class_names(processor.type):
                name = processor.type.rpartition(".")[2]
                self.report(
                    script.place,
                    f"with `processor=` the Python script of a `{name}` is run by /bin/bash; use "
                    "`step_args=processor.run(...)`",
                    once=known.call.place,
                )
