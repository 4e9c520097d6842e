"""SMH410: a handler that answers with what the server cannot send."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from sm_lint.rules import ScriptRule, Severity
from sm_lint.rules.platform import ReplyServer, reply_kinds, reply_server
from sm_lint.rules.scripts import Reply, own_functions, replies, serving
from sm_lint.rules.source import walk

_REPLYING = ("output_fn", "transform_fn")
_UNWRITABLE = frozenset(("buffer", "tensor", "array", "frame", "image", "set", "bytes"))
_MAYBE_NUMBERS = frozenset(("mean", "round", "exp", "expm1", "squeeze"))
"""Functions of NumPy that may give a float, which JSON takes."""


class UnsendableResponse(ScriptRule):
    """`output_fn` or `transform_fn` returns an object that the model server cannot send.

    ## What it does

    Reports handlers that return a `BytesIO` or `StringIO`, a NumPy value, a pandas object, a picture or a set, alone, with the
    content type, or within a dictionary or list that the server writes as JSON. A `Response` of Flask is reported for PyTorch and
    Hugging Face, and for scikit-learn and XGBoost in a multi-model endpoint, whose server is another than that of an endpoint of
    one model. The same objects within `json.dumps(...)` are reported, unless it is given `cls` or `default`. There `(dictionary, content type)` is reported: Flask sends the keys alone. For Hugging Face any pair is, since its
    toolkit does not take it apart, and the client gets both in a JSON list. Of a script for Hugging Face without `output_fn`, a tensor that `predict_fn` returns is reported.

    ## Why is this bad?

    Each request ends with `Object of type BytesIO is not JSON serializable`, or `The view function did not return a valid response`.

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

    What another function of the script returns is followed where all of its returns agree; methods are not. A buffer for scikit-learn and XGBoost is left alone: Flask sends
    it. A tensor for PyTorch is a warning: TorchServe sends it as `torch.save` writes it, whatever `accept` says.

    ## References

    - [Public thread: BytesIO is not JSON serializable](https://github.com/aws/sagemaker-python-sdk/issues/2686)
    - [Public thread: Response is not JSON serializable](https://github.com/awslabs/multi-model-server/issues/929)
    - [What the multi-model server sends](https://github.com/awslabs/multi-model-server/blob/master/mms/protocol/otf_message_handler.py)
    - [What TorchServe sends](https://github.com/pytorch/serve/blob/master/ts/protocol/otf_message_handler.py)
    - [What the toolkit of scikit-learn and XGBoost makes of a result](https://github.com/aws/sagemaker-containers/blob/master/src/sagemaker_containers/_transformer.py)
    - [What the Hugging Face toolkit makes of it](https://github.com/aws/sagemaker-huggingface-inference-toolkit/blob/main/src/sagemaker_huggingface_inference_toolkit/handler_service.py)
    """

    code = "SMH410"
    name = "unsendable-response"

    def begin(self) -> bool:
        """Skip scripts whose server is not known."""
        found = serving(self.context)
        if found is None or found.framework is None or found.framework.toolkit == "other":
            return False
        self._functions = [found.functions[name] for name in _REPLYING if name in found.functions]
        self._own = own_functions(self.context.module)
        self._multi = any(job.setting("container_mode") is not None for job in self.context.launched_by)
        own = found.framework.toolkit == "containers" and not self._multi
        self._server = reply_server("flask" if own else "model-server")
        self._own_otherwise = found.framework.toolkit == "containers"
        self._hugging_face = found.framework.name == "huggingface" and found.stated
        if self._hugging_face and not self._functions and "predict_fn" in found.functions:
            self._functions = [found.functions["predict_fn"]]
        return bool(self._functions)

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        """Look at what a handler returns."""
        if node not in self._functions:
            return
        for returned, reply in replies(node, self.callee, self._own):
            if returned.value is not None:
                self._returned = returned.value
                if node.name.value == "predict_fn":
                    self._check_prediction(reply)
                else:
                    self._check(node.name.value, reply)

    def _check_prediction(self, reply: Reply) -> None:
        """Look at a prediction that the Hugging Face toolkit writes as JSON by itself: arrays it knows, tensors it does not."""
        bad = next((each for each in (reply, *_parts(reply)) if each.kind == "tensor"), None)
        if bad is not None:
            self.report(
                self._returned,
                "`predict_fn` returns a tensor, which the Hugging Face toolkit cannot write as JSON; return its `tolist()`",
                notes=[] if bad.node in set(walk(self._returned)) else [("made at", bad.node)],
            )

    def _check(self, handler: str, reply: Reply) -> None:
        pair = reply.kind == "pair"
        body = reply.parts[0] if pair else reply
        refused = self._server.in_pair if pair else self._server.refuses
        if body.kind == "dict" and pair and body.kind in refused:
            self.report(
                self._returned,
                f"`{handler}` returns a dictionary with the content type, and Flask sends its keys alone; return `json.dumps(...)`",
            )
            return
        if body.kind == "json" and self._check_json(handler, body):
            return
        bad = body if body.kind in refused else next(_inside(body, self._server), None)
        if bad is not None:
            self._report(handler, bad, body)
        elif body.kind == "tensor":
            self._tensor(handler, body)
        elif pair and self._hugging_face:
            self.report(
                self._returned,
                f"`{handler}` returns a pair, which the Hugging Face toolkit sends as one JSON list; return the body alone",
            )

    def _check_json(self, handler: str, body: Reply) -> bool:
        """Whether `json.dumps` is given what it cannot write, without a function of the script's own that converts it; reported then."""
        call = body.node
        if not isinstance(call, cst.Call) or len(call.args) != 1 or call.args[0].star or not body.parts:
            return False
        written = body.parts[0]
        found = [written, *_parts(written)]
        bad = next((each for each in found if each.kind in _UNWRITABLE and each.name not in _MAYBE_NUMBERS), None)
        if bad is not None:
            kind = reply_kinds()[bad.kind]
            shown = kind.shown.replace("{name}", bad.name)
            remedy = "decode them" if bad.kind == "bytes" else "convert it first, such as by `.tolist()`"
            here = bad.node in set(walk(self._returned))
            self.report(
                self._returned,
                f"`{handler}` gives `json.dumps` {shown}, which JSON does not have: `TypeError`; {remedy}",
                notes=[] if here else [("made at", bad.node)],
            )
        return bad is not None

    def _report(self, handler: str, bad: Reply, body: Reply) -> None:
        kind = reply_kinds()[bad.kind]
        shown = kind.shown.replace("{name}", bad.name)
        if bad is not body:
            shown += f" within a {'dictionary' if body.kind == 'dict' else 'list'}"
            why = "the server cannot write that as JSON"
        else:
            why = "the server can send text or bytes only"
        where = "in a multi-model endpoint " if self._multi and self._own_otherwise else ""
        here = bad.node in (self._returned, *_elements(self._returned))
        self.report(
            self._returned,
            f"`{handler}` returns {shown}, and {where}{why}; {kind.remedy}",
            notes=[] if here else [("made at", bad.node)],
        )

    def _tensor(self, handler: str, body: Reply) -> None:
        kind = reply_kinds()["tensor"]
        if self._hugging_face:
            self._report(handler, body, body)
        else:
            self.report(
                self._returned,
                f"`{handler}` returns a tensor, which TorchServe sends as `torch.save` writes it, whatever `accept` is; {kind.remedy}",
                severity=Severity.WARNING,
            )


def _elements(node: cst.BaseExpression) -> list[cst.BaseExpression]:
    """The parts of a pair as it is written."""
    return [element.value for element in node.elements] if isinstance(node, cst.Tuple) else []


def _parts(reply: Reply) -> Iterator[Reply]:
    """What a dictionary or list holds, at any depth."""
    for part in reply.parts if reply.kind in {"dict", "list", "pair"} else ():
        yield part
        yield from _parts(part)


def _inside(body: Reply, server: ReplyServer) -> Iterator[Reply]:
    """Parts of a dictionary or list that cannot be written as JSON."""
    if body.kind in {"dict", "list"}:
        for part in body.parts:
            if part.kind in server.inside:
                yield part
            else:
                yield from _inside(part, server)
