"""SMP110: a failure that is swallowed."""

from __future__ import annotations

import re
from collections.abc import Sequence

import libcst as cst

from sm_lint.rules import NodeEdit, NodeFix, ScriptRule
from sm_lint.rules.source import text_value, walk

_BROAD = frozenset({"Exception", "BaseException"})
_MAIN = re.compile(r"_?(main|run|train|process|evaluate|execute|start)(_.*)?")
_REPORTING = frozenset(
    {"print", "print_exc", "print_exception", "format_exc", "str", "repr", "format", "type", "flush"}
)
_NEWLINE = re.compile(r"\r\n?|\n")
_LEVELS = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log"})


class SwallowedFailure(ScriptRule):
    """The entry point swallows every failure and exits successfully.

    ## What it does

    Looks at what runs under `if __name__ == "__main__"`: where all of it, or all of the function that it calls, is in a `try`
    whose handler catches `Exception` (or everything) and only prints or logs, the script ends with status 0 whatever happened.
    A handler that raises, exits, returns a status or calls anything else is not reported.

    ## Why is this bad?

    SageMaker goes by the exit status. The job is marked Completed, and the pipeline's next step runs on results that are not
    there.

    ## Example

    ```python
    import logging

    import pandas as pd


    def main():
        frame = pd.read_csv("/opt/ml/processing/input/data.csv")
        frame.to_csv("/opt/ml/processing/output/data.csv")


    if __name__ == "__main__":
        try:
            main()
        except Exception as error:
            logging.error("failed: %s", error)
    ```

    ## Use instead

    ```python
    import logging

    import pandas as pd


    def main():
        frame = pd.read_csv("/opt/ml/processing/input/data.csv")
        frame.to_csv("/opt/ml/processing/output/data.csv")


    if __name__ == "__main__":
        try:
            main()
        except Exception as error:
            logging.error("failed: %s", error)
            raise
    ```

    ## Fix safety

    The fix adds `raise`. It is unsafe: jobs that were reported as completed are then reported as failed.

    ## References

    - [How SageMaker learns of success and failure](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-signal-success-failure.html)
    """

    code = "SMP110"
    name = "swallowed-failure"
    preview = True
    fixable = "sometimes"

    def visit_Module(self, node: cst.Module) -> None:
        """Look at the main guard, and at the function that it does nothing but call."""
        if self.context.job not in ("training", "processing") or not self.context.in_container:
            return
        guard = next((part for part in node.body if isinstance(part, cst.If) and _is_main_guard(part)), None)
        if guard is None or not isinstance(guard.body, cst.IndentedBlock):
            return
        self._check(guard.body.body)
        called = _sole_call(guard.body.body)
        functions = (part for part in node.body if isinstance(part, cst.FunctionDef) and part.name.value == called)
        for function in functions:
            if not function.decorators and isinstance(function.body, cst.IndentedBlock):
                self._check(function.body.body)

    def _check(self, body: Sequence[cst.BaseStatement]) -> None:
        last = body[-1] if body else None
        if not isinstance(last, cst.Try) or last.finalbody is not None or not _is_all_work(last.body):
            return
        for handler in last.handlers:
            if _is_broad(handler.type) and isinstance(handler.body, cst.IndentedBlock) and _only_reports(handler.body):
                caught = "Exception" if handler.type is None else _name(handler.type)
                self.report(
                    handler.type or handler,
                    f"the entry point catches `{caught}` and exits with status 0: a failed job is marked Completed; "
                    "raise it again",
                    fix=self._fix(handler.body),
                )

    def _fix(self, body: cst.IndentedBlock) -> NodeFix | None:
        last = body.body[-1]
        if not isinstance(last, cst.SimpleStatementLine) or not last.body:
            return None
        part = last.body[-1]
        if isinstance(part, cst.Pass):
            return NodeFix("raise it again", (NodeEdit(part, "raise"),))
        module = self.context.module
        module.locate([part])
        span = module.place(part).span
        written = module.tree.code_for_node(part.with_changes(semicolon=cst.MaybeSentinel.DEFAULT))
        if len(last.body) > 1 or {"\n", "\r"}.intersection(written):
            return None
        return NodeFix("raise it again", (NodeEdit(part, f"{written}\n{self._indent(span.line)}raise"),))

    def _indent(self, line: int) -> str:
        lines = _NEWLINE.split(self.context.text)
        while line > 1 and lines[line - 2].endswith("\\"):
            line -= 1  # a statement is indented by the first of the lines that it continues
        return lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip(" \t\f"))]


def _is_main_guard(node: cst.If) -> bool:
    test = node.test
    if not isinstance(test, cst.Comparison) or len(test.comparisons) != 1 or node.orelse is not None:
        return False
    sides = (test.left, test.comparisons[0].comparator)
    texts = {text_value(side) if isinstance(side, cst.SimpleString) else getattr(side, "value", None) for side in sides}
    return isinstance(test.comparisons[0].operator, cst.Equal) and texts == {"__name__", "__main__"}


def _sole_call(body: Sequence[cst.BaseStatement]) -> str | None:
    """Name of the function of such a name whose plain call is the last statement of a body; not `sys.exit(main())`."""
    last = body[-1] if body else None
    if isinstance(last, cst.SimpleStatementLine) and len(last.body) == 1:
        part = last.body[0]
        if isinstance(part, cst.Expr) and isinstance(part.value, cst.Call) and isinstance(part.value.func, cst.Name):
            name = part.value.func.value
            return name if _MAIN.fullmatch(name) else None
    return None


def _is_all_work(body: cst.BaseSuite) -> bool:
    """Whether the body calls something, and returns no value that a caller could ask for."""
    nodes = list(walk(body))
    returns = any(isinstance(node, cst.Return) and node.value is not None for node in nodes)
    return not returns and any(isinstance(node, cst.Call) for node in nodes)


def _is_broad(type_: cst.BaseExpression | None) -> bool:
    return type_ is None or _name(type_) in _BROAD


def _name(node: cst.BaseExpression) -> str:
    return node.value if isinstance(node, cst.Name) else ""


def _only_reports(body: cst.IndentedBlock) -> bool:
    """Whether a handler does nothing but print, log and remember: no other call, nothing that leaves it."""
    for node in walk(body):
        if isinstance(node, cst.Raise | cst.Return | cst.Assert | cst.Continue | cst.Break | cst.Try | cst.With):
            return False
        if isinstance(node, cst.Call) and not _is_report(node):
            return False
        if isinstance(node, cst.Assign) and not all(isinstance(t.target, cst.Name) for t in node.targets):
            return False
    return True


def _is_report(call: cst.Call) -> bool:
    # By names alone: a logger may be of any library, or a helper of the project that is called `log`.
    function = call.func
    if isinstance(function, cst.Name):
        return function.value in _REPORTING
    return isinstance(function, cst.Attribute) and function.attr.value in _REPORTING | _LEVELS
