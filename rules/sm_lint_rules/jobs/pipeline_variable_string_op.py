"""SMJ501: a pipeline variable in an operation on strings."""

from __future__ import annotations

import libcst as cst

from sm_lint.rules import JobRule, NodeEdit, NodeFix, PipelineVariableUse, Severity
from sm_lint.rules.jobs import STRING_OPERATIONS, fails, joined, kind_of
from sm_lint.rules.scripts import imports_name

_JOINED = ("f-string", "+", "os.path.join")
_INSTEAD = {
    "str()": "use `.to_string()`",
    "int()": "pass it as it is",
    "float()": "pass it as it is",
    "print()": "print its `.expr`",
}


def _instead(how: str) -> str:
    """What to do in place of an operation."""
    apart = how.startswith("os.path.") and how != "os.path.join"
    if how in _INSTEAD or apart or (how.startswith(".") and how not in (".join()", ".format()")):
        return _INSTEAD.get(how, "let the script do it")
    return "use `Join(on=..., values=[...])`"


class PipelineVariableStringOp(JobRule):
    """A pipeline variable is used as if it were a string.

    ## What it does

    Reports f-strings, `+`, `%`, `.format()`, `str()`, `int()`, `float()`, `print()`, `os.path.join()`, `os.path.dirname()` and
    the like, and methods of strings that are given a pipeline parameter, a step's property, an execution variable, a `Join`
    or a `JsonGet`, or that are called on one. `print()` is a warning: early releases of SDK v2 printed the default value. `repr()` and `f"{parameter!r}"` show the object,
    and are not reported.

    ## Why is this bad?

    A pipeline variable has no value while the pipeline is being defined. The SDK raises
    `TypeError: Pipeline variables do not support __str__ operation`. Where the definition itself wants to print or use a
    parameter's default, `.default_value` is it.

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

    ## Fix safety

    The fix writes `Join` where the file imports it, and `.to_string()` for `str()`. It is unsafe: whatever the text is given
    to must take a pipeline variable.

    ## References

    - [sagemaker-python-sdk#3123](https://github.com/aws/sagemaker-python-sdk/issues/3123)
    """

    code = "SMJ501"
    name = "pipeline-variable-string-op"
    documents = False
    fixable = "sometimes"

    def begin(self) -> None:
        """Prepare the f-strings by the expressions in them."""
        self._around: dict[int, cst.FormattedString] = {}

    def visit_FormattedString(self, node: cst.FormattedString) -> None:
        """Remember which f-string an expression is part of."""
        for part in node.parts:
            if isinstance(part, cst.FormattedStringExpression):
                self._around[id(part.expression)] = node

    def check_pipeline_variable_use(self, use: PipelineVariableUse) -> None:
        """Report each operation once."""
        if fails(use, STRING_OPERATIONS):
            self.report(
                use.site,
                f"{kind_of(use)} has no value until the pipeline runs, and {STRING_OPERATIONS[use.how]} needs one; "
                f"{_instead(use.how)}",
                severity=Severity.WARNING if use.how == "print()" else None,
                fix=self._fix(use),
                once=use.site.node,
            )

    def _fix(self, use: PipelineVariableUse) -> NodeFix | None:
        module, node = use.site
        if module is not self.context.module:
            return None
        if use.how == "str()" and isinstance(node, cst.Call) and isinstance(node.args[0].value, cst.Name):
            return NodeFix("call .to_string()", (NodeEdit(node, f"{node.args[0].value.value}.to_string()"),))
        if use.how not in _JOINED or not imports_name(module, "Join", "sagemaker"):
            return None
        whole: cst.CSTNode = self._around.get(id(node), node)
        content = joined(module, whole)
        return NodeFix("write Join", (NodeEdit(whole, content),)) if content is not None else None
