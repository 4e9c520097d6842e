"""SMJ502: a pipeline variable decides or is computed with while the pipeline is defined."""

from __future__ import annotations

import libcst as cst

from sm_lint.rules import JobRule, PipelineVariableUse
from sm_lint.rules.jobs import CONTROL_OPERATIONS, TEST_OPERATIONS, effect, fails, kind_of
from sm_lint.rules.source import text_value

_ADVICE = {
    "range()": "take a number of Python's own",
    "arithmetic": "let the script compute",
    "json.dumps()": "pass it as an argument of its own, or put the text together with `Join`",
}


class PipelineVariableControlFlow(JobRule):
    """A pipeline variable is tested, counted or looped over in Python, where it has no value.

    ## What it does

    Reports a pipeline parameter, a step's property, an execution variable, a `Join` or a `JsonGet` that Python is to decide by:

    - `if`, `while`, `and`, `or`, `not`, `bool()` and conditional expressions, in which it is always true;
    - `==`, `!=`, `match` and `in [...]`, for which it is equal to no value;
    - `<` and its kin, `len()`, `"x" in parameter` and `for ... in parameter`, which raise `TypeError`;
    - `for ... in` and `in` with a list or a map among the properties of a step, which never end;
    - `range()`, arithmetic and `json.dumps()`, which raise `TypeError`, and the key of a dictionary, of which it is none.

    Not reported are `is None`, tests of an argument that may be left out or of an attribute or entry that may hold nothing,
    tests that other values come by as well, and comparisons of one variable with another.

    ## Why is this bad?

    The test is made once, while the pipeline is defined. A pipeline variable is then an object that stands for a value to come.
    The parameter that is passed to the execution decides nothing.

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
    documents = False

    def begin(self) -> None:
        """Collect parameters that may be left out: a test of one asks whether it was given."""
        parameters = self.context.module.order.of(cst.Param)
        self._optional = {node.name.value for node in parameters if node.default is not None}
        loops: list[cst.For | cst.CompFor] = [
            *self.context.module.order.of(cst.For),
            *self.context.module.order.of(cst.CompFor),
        ]
        self._elements = {node.target.value for node in loops if isinstance(node.target, cst.Name)}

    def check_pipeline_variable_use(self, use: PipelineVariableUse) -> None:
        """Report each test once."""
        if fails(use, CONTROL_OPERATIONS) and not self._asks_whether_given(use):
            self.report(
                use.site,
                f"{kind_of(use)} has no value until the pipeline runs: {effect(use)}; "
                + _ADVICE.get(use.how, "use a ConditionStep, or let the script decide"),
                once=use.site.node,
            )

    def _asks_whether_given(self, use: PipelineVariableUse) -> bool:
        """Whether the test may be for the case without a variable, or for other elements of a list."""
        if use.how == "comparison" and isinstance(use.site.node, cst.Comparison):
            return self._looks_for_others(use.site.node)
        if use.how not in TEST_OPERATIONS:
            return False
        tested = use.site.node
        if isinstance(tested, cst.UnaryOperation):
            tested = tested.expression
        elif use.how == "bool()" and isinstance(tested, cst.Call):
            tested = tested.args[0].value
        if isinstance(tested, cst.Name):
            return tested.value in self._optional
        return ".properties." not in use.name and "ExecutionVariables." not in use.name

    def _looks_for_others(self, node: cst.Comparison) -> bool:
        """Whether a comparison sorts out elements of a list, among which variables are, or what is empty."""
        sides = [node.left, *(each.comparator for each in node.comparisons)]
        names = {side.value for side in sides if isinstance(side, cst.Name)}
        empty = any(isinstance(side, cst.SimpleString) and not text_value(side) for side in sides) or "None" in names
        return bool(names & self._elements) or (empty and bool(names & self._optional))
