"""SMH411: a handler of TensorFlow Serving that returns what is not taken."""

from __future__ import annotations

import re
from collections.abc import Mapping

import libcst as cst

from sm_lint.rules import ScriptRule
from sm_lint.rules.scripts import Reply, own_functions, replies, top_level

_SENDING = "input_handler"
_ANSWERING = ("output_handler", "handler")
_MEMBERS = frozenset({"instances", "inputs", "examples"})
_CONTEXT = re.compile(r"\b(?:rest_uri|accept_header|request_content_type)\b")
_NO_BODY = frozenset({"dict", "list", "array", "frame", "buffer", "set", "tensor", "number", "image", "response"})
_ONE = frozenset({"text", "json", "dict", "none", "bytes", "array", "number"})


class TensorflowHandlerReply(ScriptRule):
    """`input_handler`, `output_handler` or `handler` returns what TensorFlow's container does not take.

    ## What it does

    Reports an `input_handler` that returns JSON with neither `instances` nor `inputs`, or a dictionary that is no text yet; and an
    `output_handler` or `handler` that returns one value instead of the body and the content type, or a body that is no text and
    no bytes, such as `response.json()`.

    ## Why is this bad?

    What `input_handler` returns is posted to TensorFlow Serving as it is: `Missing 'inputs' or 'instances' key`. What the others
    return is taken apart into two: `too many values to unpack`.

    ## Example

    ```python title="inference.py"
    import json


    def input_handler(data, context):
        rows = json.loads(data.read())
        return json.dumps({"data": rows})


    def output_handler(response, context):
        return response.content
    ```

    ## Use instead

    ```python title="inference.py"
    import json


    def input_handler(data, context):
        rows = json.loads(data.read())
        return json.dumps({"instances": rows})


    def output_handler(response, context):
        return response.content, context.accept_header
    ```

    ## References

    - [Public thread: Missing 'inputs' or 'instances' key](https://github.com/aws/sagemaker-tensorflow-serving-container/issues/73)
    - [How the handlers are called](https://github.com/aws/sagemaker-tensorflow-serving-container/blob/master/docker/build_artifacts/sagemaker/python_service.py)
    - [TensorFlow Serving: predict API](https://www.tensorflow.org/tfx/serving/api_rest#predict_api)
    """

    code = "SMH411"
    name = "tensorflow-handler-reply"

    def begin(self) -> bool:
        """Find the handlers."""
        self._handlers: dict[str, cst.FunctionDef] = {}
        self._own: Mapping[str, cst.FunctionDef] = {}
        if "_handler" not in self.context.text and not _CONTEXT.search(self.context.text):
            return False
        self._own = own_functions(self.context.module)
        for node in top_level(self.context.module):
            if isinstance(node, cst.FunctionDef) and len(node.params.params) == 2:
                self._handlers[node.name.value] = node
        if _SENDING not in self._handlers and "output_handler" not in self._handlers:
            return "handler" in self._handlers and _CONTEXT.search(self.context.text) is not None
        return True

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        """Look at what a handler returns."""
        name = node.name.value
        if self._handlers.get(name) is not node:
            return
        if name == _SENDING:
            for returned, reply in replies(node, self.callee, self._own):
                self._sent(returned, reply)
        elif name in _ANSWERING:
            first = node.params.params[0].name.value
            for returned, reply in replies(node, self.callee, self._own):
                self._answered(name, first, returned, reply)

    def _sent(self, returned: cst.Return, reply: Reply) -> None:
        where = returned.value if returned.value is not None else returned
        written = reply.parts[0] if reply.kind == "json" else reply
        if written.kind == "list" or (
            written.kind == "dict" and written.keys is not None and not _MEMBERS & {*written.keys}
        ):
            has = "a list" if written.kind == "list" else "no `instances` and no `inputs`"
            verb = "is" if written.kind == "list" else "has"
            self.report(where, f'the JSON for TensorFlow Serving {verb} {has}; send `{{"instances": [...]}}`')
        elif reply.kind == "dict":
            self.report(
                where, f"`{_SENDING}` returns a dictionary, which is posted as a form; return `json.dumps(...)`"
            )

    def _answered(self, name: str, response: str, returned: cst.Return, reply: Reply) -> None:
        where = returned.value if returned.value is not None else returned
        if reply.kind in _ONE or _content(reply.node, response) or (reply.kind != "pair" and _is_parsed(reply.node)):
            self.report(
                where,
                f"`{name}` returns one value, and the container takes the body and the content type; return "
                "`(body, context.accept_header)`",
            )
        elif reply.kind == "pair":
            body = reply.parts[0]
            if body.kind in _NO_BODY or _is_parsed(body.node):
                self.report(
                    where, f"`{name}` returns a body that is neither text nor bytes; return `json.dumps(...)` of it"
                )


def _content(node: cst.BaseExpression, response: str) -> bool:
    """`response.content` and `response.text`."""
    return (
        isinstance(node, cst.Attribute)
        and node.attr.value in {"content", "text"}
        and isinstance(node.value, cst.Name)
        and node.value.value == response
    )


def _is_parsed(node: cst.BaseExpression) -> bool:
    """`response.json()`, `json.loads(...)`."""
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
        return False
    name = node.func.attr.value
    if name == "json":
        return not node.args
    return name == "loads" and isinstance(node.func.value, cst.Name) and node.func.value.value == "json"
