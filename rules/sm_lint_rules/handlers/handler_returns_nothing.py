"""SMH430: a handler that returns nothing."""

from __future__ import annotations

import libcst as cst

from sm_lint.rules import ScriptRule
from sm_lint.rules.scripts import Serving, serving
from sm_lint.rules.source import walk

_TAKERS = {"model_fn": ("predict_fn", 1), "input_fn": ("predict_fn", 0), "predict_fn": ("output_fn", 0)}
"""Handlers, each with the handler that gets its result, and at which position."""
_WHOLE = "transform_fn"


class HandlerReturnsNothing(ScriptRule):
    """A handler returns nothing, and the next one needs its result.

    ## What it does

    Reports a `model_fn`, `input_fn` or `predict_fn` without a `return` that gives a value, in a script whose next handler uses what it
    should return: the script's own, where that uses its parameter, or the default one of the container.

    ## Why is this bad?

    The model, the data or the prediction is `None`: each request ends with `'NoneType' object has no attribute 'predict'`, or the
    like. The endpoint starts as if nothing were wrong.

    ## Example

    ```python title="inference.py"
    import os

    import joblib


    def model_fn(model_dir):
        model = joblib.load(os.path.join(model_dir, "model.joblib"))


    def predict_fn(data, model):
        return model.predict(data)
    ```

    ## Use instead

    ```python title="inference.py"
    import os

    import joblib


    def model_fn(model_dir):
        model = joblib.load(os.path.join(model_dir, "model.joblib"))
        return model


    def predict_fn(data, model):
        return model.predict(data)
    ```

    ## Known limits

    A handler that ends by raising an error is left alone, and so is one whose result the next handler does not use, as where the
    model is a global variable.

    No such handler was found in 245 public repositories. The rule is on by default, since a function without a `return` that gives a value
    returns `None`, whatever its values are.

    ## References

    - [SageMaker inference toolkit](https://github.com/aws/sagemaker-inference-toolkit#implement-the-handler-functions)
    - [Public thread: model_fn and what the others get of it](https://github.com/aws/sagemaker-huggingface-inference-toolkit/issues/7)
    """

    code = "SMH430"
    name = "handler-returns-nothing"

    def finish(self) -> None:
        """Look at each handler whose result another one gets."""
        found = serving(self.context)
        if found is None:
            return
        for name, (taker, position) in _TAKERS.items():
            function = found.functions.get(name)
            if function is not None and _gives_nothing(function) and _is_taken(found, name, taker, position):
                self.report(
                    function.name,
                    f"`{name}` returns nothing, so that `{taker}` gets None; return what it makes",
                )


def _is_taken(found: Serving, name: str, taker: str, position: int) -> bool:
    """Whether a handler uses the result of another one."""
    user, whole = found.functions.get(taker), found.functions.get(_WHOLE)
    if whole is not None and name == "model_fn":
        return _uses(whole, 0)
    if user is not None:
        return _uses(user, position)
    # Otherwise the container's own handler takes it, unless there is, or may be, another one.
    return not found.has(taker) and not found.has(_WHOLE)


def _uses(function: cst.FunctionDef, position: int) -> bool:
    parameters = function.params.params
    if position >= len(parameters):
        return False
    name = parameters[position].name.value
    return any(isinstance(node, cst.Name) and node.value == name for node in walk(function.body))


def _gives_nothing(function: cst.FunctionDef) -> bool:
    """Whether a function certainly comes to its end without a value."""
    if function.asynchronous is not None or function.decorators or not isinstance(function.body, cst.IndentedBlock):
        return False
    body = [line for line in function.body.body if not _is_text(line)]
    if not body or _is_empty(body) or _ends_otherwise(body[-1]):
        return False
    inner = {id(node) for each in walk(function.body) if isinstance(each, _SCOPES) for node in walk(each)}
    for node in walk(function.body):
        if id(node) in inner:
            continue
        if isinstance(node, cst.Yield):
            return False
        if isinstance(node, cst.Return) and node.value is not None and not _is_none(node.value):
            return False
    return True


_SCOPES = (cst.FunctionDef, cst.Lambda, cst.ClassDef)


def _is_none(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"


def _is_text(line: cst.BaseStatement) -> bool:
    """Whether a statement is a docstring or an ellipsis."""
    return (
        isinstance(line, cst.SimpleStatementLine)
        and isinstance(line.body[0], cst.Expr)
        and isinstance(line.body[0].value, cst.SimpleString | cst.ConcatenatedString | cst.Ellipsis)
    )


def _is_empty(body: list[cst.BaseStatement]) -> bool:
    """Whether nothing is done: a handler that is left out on purpose."""
    return all(
        isinstance(line, cst.SimpleStatementLine) and all(isinstance(part, cst.Pass | cst.Return) for part in line.body)
        for line in body
    )


def _ends_otherwise(line: cst.BaseStatement) -> bool:
    """Whether the last statement raises an error or leaves the program."""
    if isinstance(line, cst.SimpleStatementLine):
        return any(isinstance(part, cst.Raise) or _leaves(part) for part in line.body)
    return isinstance(line, cst.While | cst.Try | cst.With) and any(isinstance(node, cst.Raise) for node in walk(line))


def _leaves(part: cst.BaseSmallStatement) -> bool:
    call = part.value if isinstance(part, cst.Expr) else None
    name = call.func if isinstance(call, cst.Call) else None
    word = name.attr.value if isinstance(name, cst.Attribute) else name.value if isinstance(name, cst.Name) else ""
    return word in {"exit", "_exit", "quit", "abort"}
