"""SMJ502: a pipeline variable decides control flow while the pipeline is defined."""

from __future__ import annotations

import libcst as cst

from sm_lint.lint.pipeline_variables import CONTROL_OPERATIONS, kind_of, uses
from sm_lint.lint.rule import JobRule


class PipelineVariableControlFlow(JobRule):
    """A pipeline variable is tested in Python, where it is always true.

    ## What it does

    Reports `if`, `not` and comparisons of a pipeline parameter, a step's property, an execution variable, a `Join` or a
    `JsonGet`. `is None` is not reported, nor a test of a function's argument that may be left out.

    ## Why is this bad?

    The test is made once, while the pipeline is defined. A pipeline variable is then an object: always true, and equal to
    no value. The parameter that is passed to the execution decides nothing.

    ## Example

    ```python
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.parameters import ParameterString
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    mode = ParameterString(name="Mode", default_value="full")
    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge", sagemaker_session=PipelineSession())
    arguments = ["--sample", "0.1"]
    if mode == "full":
        arguments = ["--sample", "1"]
    step = ProcessingStep(name="Prepare", step_args=processor.run(code="s3://code/prepare.py", arguments=arguments))
    ```

    ## Use instead

    Let the script decide, or a `ConditionStep`:

    ```python
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.parameters import ParameterString
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    mode = ParameterString(name="Mode", default_value="full")
    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge", sagemaker_session=PipelineSession())
    step = ProcessingStep(
        name="Prepare", step_args=processor.run(code="s3://code/prepare.py", arguments=["--mode", mode])
    )
    ```

    ## References

    - [ConditionStep](https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps-types.html)
    """

    code = "SMJ502"
    name = "pipeline-variable-control-flow"

    def begin(self) -> None:
        """Forget the functions of the last file."""
        self._optional: set[str] = set()

    def visit_Param(self, node: cst.Param) -> None:
        """Remember parameters that may be left out: a test of one asks whether it was given."""
        if node.default is not None:
            self._optional.add(node.name.value)

    def finish(self) -> None:
        """Report each test once."""
        for use in uses(self.facts, CONTROL_OPERATIONS):
            if not self._asks_whether_given(use.site.node):
                effect = "equal to no value" if use.how == "comparison" else "always true"
                self.report(
                    use.site,
                    f"{kind_of(use)} has no value until the pipeline runs: in {CONTROL_OPERATIONS[use.how]} it is {effect}; "
                    "use a ConditionStep, or let the script decide",
                )

    def _asks_whether_given(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Comparison):
            return any(isinstance(target.operator, cst.Is | cst.IsNot) for target in node.comparisons)
        tested = node.expression if isinstance(node, cst.UnaryOperation) else node
        return isinstance(tested, cst.Name) and tested.value in self._optional
