"""SMJ501: a pipeline variable in an operation on strings."""

from __future__ import annotations

from sm_lint.lint.pipeline_variables import STRING_OPERATIONS, kind_of, uses
from sm_lint.lint.rule import JobRule

_INSTEAD = {
    "str()": "use `.to_string()`",
    "int()": "pass it as it is",
    "float()": "pass it as it is",
}


class PipelineVariableStringOp(JobRule):
    """A pipeline variable is used as if it were a string.

    ## What it does

    Reports f-strings, `+`, `%`, `.format()`, `str()`, `int()`, `float()` and `os.path.join()` that are given a pipeline
    parameter, a step's property, an execution variable, a `Join` or a `JsonGet`.

    ## Why is this bad?

    A pipeline variable has no value while the pipeline is being defined. The SDK raises
    `TypeError: Pipeline variables do not support __str__ operation`.

    ## Example

    ```python
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.parameters import ParameterString
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    bucket = ParameterString(name="Bucket", default_value="my-bucket")
    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge", sagemaker_session=PipelineSession())
    step = ProcessingStep(
        name="Prepare", step_args=processor.run(code="s3://code/prepare.py", arguments=["--data", f"s3://{bucket}/raw"])
    )
    ```

    ## Use instead

    ```python
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.functions import Join
    from sagemaker.workflow.parameters import ParameterString
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    bucket = ParameterString(name="Bucket", default_value="my-bucket")
    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge", sagemaker_session=PipelineSession())
    step = ProcessingStep(
        name="Prepare",
        step_args=processor.run(
            code="s3://code/prepare.py", arguments=["--data", Join(on="/", values=["s3:/", bucket, "raw"])]
        ),
    )
    ```

    ## References

    - [sagemaker-python-sdk#3123](https://github.com/aws/sagemaker-python-sdk/issues/3123)
    """

    code = "SMJ501"
    name = "pipeline-variable-string-op"

    def finish(self) -> None:
        """Report each operation once."""
        for use in uses(self.facts, STRING_OPERATIONS):
            self.report(
                use.site,
                f"{kind_of(use)} has no value until the pipeline runs, and {STRING_OPERATIONS[use.how]} needs one; "
                f"{_INSTEAD.get(use.how, 'use `Join(on=..., values=[...])`')}",
            )
