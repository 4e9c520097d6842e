"""SMJ501: a pipeline variable in an operation on strings."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from sm_lint.rules import JobRule, NodeEdit, NodeFix, PipelineVariableUse, Severity
from sm_lint.rules.jobs import STRING_OPERATIONS, fails, joined, kind_of
from sm_lint.rules.scripts import imports_name

_SHOWS = re.compile(
    r"^(?:builtins\.)?print$|^logging\.|\blogg?(?:er|ing)?\.(?:debug|info|warning|error|exception)$|\bdisplay$"
)
_OUTSIDE = re.compile(r"Predictor$|^boto3\.|^botocore\.|\bS3Downloader\.|^requests\.|^webbrowser\.")
"""Calls that take place while the definition runs: they show a text, or need the value of one."""
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
        """Prepare the f-strings by the expressions in them, and where texts are used outside of a pipeline."""
        self._around: dict[int, cst.FormattedString] = {}
        self._outside: dict[int, str] | None = None

    def visit_FormattedString(self, node: cst.FormattedString) -> None:
        """Remember which f-string an expression is part of."""
        for part in node.parts:
            if isinstance(part, cst.FormattedStringExpression):
                self._around[id(part.expression)] = node

    def check_pipeline_variable_use(self, use: PipelineVariableUse) -> None:
        """Report each operation once."""
        if fails(use, STRING_OPERATIONS):
            module, node = use.site
            whole = self._around.get(id(node), node)
            instead = self._outside_of(whole) if module is self.context.module else ""
            self.report(
                use.site,
                f"{kind_of(use)} has no value until the pipeline runs, and {STRING_OPERATIONS[use.how]} needs one; "
                f"{instead or _instead(use.how)}",
                severity=Severity.WARNING if use.how == "print()" else None,
                fix=self._fix(use) if not instead else None,
                once=whole,
            )

    def _outside_of(self, whole: cst.CSTNode) -> str:
        """What to do instead where only code outside of the pipeline uses a text; an empty string where the pipeline may."""
        if self._outside is None:
            self._outside = dict(self._used_outside())
        return self._outside.get(id(whole), "")

    def _used_outside(self) -> Iterator[tuple[int, str]]:
        """Texts that only such calls use as print or talk to an endpoint: as an argument, or by the name that they are assigned to."""
        order = self.context.module.order
        shown: dict[int, str] = {}
        for call in order.of(cst.Call):
            callee = self.callee(call) or self.context.module.tree.code_for_node(call.func)
            if _SHOWS.search(callee) or _OUTSIDE.search(callee):
                advice = "print its `.expr`" if _SHOWS.search(callee) else "the call needs the plain value"
                shown.update((id(arg.value), advice) for arg in call.args)
        yield from shown.items()
        for statement in order.of(cst.Assign):
            target = statement.targets[0].target
            if len(statement.targets) != 1 or not isinstance(target, cst.Name):
                continue
            uses = [name for name in order.of(cst.Name) if name.value == target.value and name is not target]
            if uses and all(id(name) in shown for name in uses):
                yield id(statement.value), shown[id(uses[0])]

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
