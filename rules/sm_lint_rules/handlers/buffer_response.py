"""SMH410: a handler that answers with a buffer."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from sm_lint.rules import ScriptRule, Severity
from sm_lint.rules.scripts import serving

BUFFERS = frozenset({"io.BytesIO", "io.StringIO", "_io.BytesIO", "_io.StringIO"})


class BufferResponse(ScriptRule):
    """`output_fn` or `transform_fn` returns an `io.BytesIO` or `io.StringIO`.

    ## What it does

    Reports a handler for PyTorch, MXNet or Hugging Face that returns a buffer itself, alone or with the content type.

    ## Why is this bad?

    The model server sends text and bytes and writes everything else as JSON. Each request ends with `Object of type BytesIO is
    not JSON serializable`.

    ## Example

    ```python title="inference.py"
    import io

    import torch


    def model_fn(model_dir):
        return torch.jit.load(f"{model_dir}/model.pt")


    def output_fn(prediction, accept):
        buffer = io.BytesIO()
        torch.save(prediction, buffer)
        return buffer
    ```

    ## Use instead

    ```python title="inference.py"
    import io

    import torch


    def model_fn(model_dir):
        return torch.jit.load(f"{model_dir}/model.pt")


    def output_fn(prediction, accept):
        buffer = io.BytesIO()
        torch.save(prediction, buffer)
        return buffer.getvalue()
    ```

    ## Known limits

    A buffer that a helper function makes is not followed. Scripts for scikit-learn and XGBoost are left alone: their
    containers answer through Flask, which can send a buffer.

    ## References

    - [Public thread: BytesIO is not JSON serializable](https://github.com/aws/sagemaker-python-sdk/issues/2686)
    - [What TorchServe sends](https://github.com/pytorch/serve/blob/master/ts/protocol/otf_message_handler.py)
    """

    code = "SMH410"
    name = "buffer-response"
    preview = True

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        """Look at what a handler returns."""
        found = serving(self.context)
        if found is None or found.framework is None or found.framework.toolkit != "inference":
            return
        if node not in (found.functions.get("output_fn"), found.functions.get("transform_fn")):
            return
        own = list(_own(node.body))
        held = self._held(own)
        for child in own:
            if isinstance(child, cst.Return) and child.value is not None:
                value = child.value
                if isinstance(value, cst.Tuple) and value.elements:
                    value = value.elements[0].value
                made = self._buffer(value) or (held.get(value.value) if isinstance(value, cst.Name) else None)
                if made:
                    kind = made.rpartition(".")[2]
                    self.report(
                        value,
                        f"`{node.name.value}` returns a `{kind}`, and the model server can send text or bytes only; "
                        "return its `getvalue()`",
                        severity=Severity.ERROR,
                    )

    def _held(self, nodes: list[cst.CSTNode]) -> dict[str, str]:
        """Names that hold a buffer and are bound once in the function → class of the buffer."""
        bound: dict[str, int] = {}
        held: dict[str, str] = {}
        for node in nodes:
            if isinstance(
                node, cst.AssignTarget | cst.AnnAssign | cst.AsName | cst.For | cst.NamedExpr | cst.AugAssign
            ):
                target = node.name if isinstance(node, cst.AsName) else node.target
                for name in _names(target):
                    bound[name] = bound.get(name, 0) + 1
            if isinstance(node, cst.Assign) and (made := self._buffer(node.value)):
                for assigned in node.targets:
                    if isinstance(assigned.target, cst.Name):
                        held[assigned.target.value] = made
        return {name: made for name, made in held.items() if bound.get(name) == 1}

    def _buffer(self, value: cst.BaseExpression) -> str | None:
        """The class of the buffer that an expression makes."""
        made = self.callee(value) if isinstance(value, cst.Call) else None
        return made if made in BUFFERS else None


def _own(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Nodes of a function without those of functions and classes inside it."""
    yield node
    for child in node.children:
        if not isinstance(child, cst.FunctionDef | cst.ClassDef | cst.Lambda):
            yield from _own(child)


def _names(node: cst.CSTNode) -> Iterator[str]:
    """Names that a target binds."""
    if isinstance(node, cst.Name):
        yield node.value
    elif isinstance(node, cst.Tuple | cst.List):
        for element in node.elements:
            yield from _names(element.value)
