"""SMJ573: a content type that the handlers of a model do not take."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

import libcst as cst

from sm_lint.rules import Definitions, JobRule, Place, Span
from sm_lint.rules.jobs import Exchange, exchanges
from sm_lint.rules.platform import framework_media
from sm_lint.rules.scripts import HandlerScript, Refusal
from sm_lint.rules.source import walk

_OWN = {
    "sends": (("input_fn", 1, ""), ("transform_fn", 2, "")),
    "asks": (("output_fn", 1, ""), ("transform_fn", 3, "")),
}
_TENSORFLOW = {
    "sends": (("handler", 1, "request_content_type"), ("input_handler", 1, "request_content_type")),
    "asks": (("handler", 1, "accept_header"), ("output_handler", 1, "accept_header")),
}
"""Handlers in the order in which they count, with the position and the attribute that have the content type."""
_ARGUMENTS = frozenset({"serializer", "deserializer"})
_ASSIGNED = re.compile(r"\.(?:de)?serializer\s*=[^=]")


class RefusedContentType(JobRule):
    """A transform job or a predictor sends, or asks for, a content type that the model's script refuses.

    ## What it does

    Compares the `content_type` of `transform` and the `accept` of `transformer`, the `serializer` and `deserializer` of `deploy`,
    `ContentType` and `Accept` of `invoke_endpoint` for an endpoint that the file deploys, and the defaults of all of these, with the script of the model: where `input_fn`, `output_fn`, `transform_fn`, or a handler of
    TensorFlow, certainly raises an error for that content type, or returns nothing for it, and returns something for another.
    Where the script has no handler of its own, what the framework's default one reads and writes counts; for TensorFlow without a
    script that is what TensorFlow Serving takes.

    ## Why is this bad?

    Each request, and so the whole transform job, ends with the error of the handler. A transform job that is given no `accept`,
    asks for `application/json`; the predictor of PyTorch and scikit-learn sends and asks for `application/x-npy`.

    ## Example

    ```python title="transform.py"
    from sagemaker.xgboost import XGBoostModel

    model = XGBoostModel(
        model_data="s3://bucket/model.tar.gz", role="role", entry_point="inference.py", framework_version="1.7-1"
    )
    transformer = model.transformer(instance_count=1, instance_type="ml.m5.large")
    transformer.transform("s3://bucket/in/", content_type="text/csv", split_type="Line")
    ```

    ```python title="inference.py"
    import joblib


    def model_fn(model_dir):
        return joblib.load(f"{model_dir}/model.joblib")


    def output_fn(prediction, accept):
        if accept == "text/csv":
            return ",".join(map(str, prediction))
        raise ValueError(f"{accept} is not supported")
    ```

    ## Use instead

    ```python title="transform.py"
    from sagemaker.xgboost import XGBoostModel

    model = XGBoostModel(
        model_data="s3://bucket/model.tar.gz", role="role", entry_point="inference.py", framework_version="1.7-1"
    )
    transformer = model.transformer(instance_count=1, instance_type="ml.m5.large", accept="text/csv")
    transformer.transform("s3://bucket/in/", content_type="text/csv", split_type="Line")
    ```

    ```python title="inference.py"
    import joblib


    def model_fn(model_dir):
        return joblib.load(f"{model_dir}/model.joblib")


    def output_fn(prediction, accept):
        if accept == "text/csv":
            return ",".join(map(str, prediction))
        raise ValueError(f"{accept} is not supported")
    ```

    ## Known limits

    A file that sets the `serializer` of a predictor which is not known, is not judged by what `deploy` is given. A model for
    TensorFlow without a script is left alone where an `inference.py` lies near the file: the archive may hold it.

    ## References

    - [Public thread: output_fn expects incorrect content type](https://github.com/aws/amazon-sagemaker-examples/issues/3463)
    - [Public thread: Unsupported Media Type: application/x-image](https://github.com/aws/sagemaker-tensorflow-serving-container/issues/138)
    - [sagemaker 2.257.7: base_serializers.py, base_deserializers.py, pytorch/model.py](https://pypi.org/project/sagemaker/2.257.7/)
    - [Defaults of the inference toolkit](https://github.com/aws/sagemaker-inference-toolkit/tree/master/src/sagemaker_inference)
    """

    code = "SMJ573"
    name = "refused-content-type"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at everything that a model is sent and asked for."""
        self._scripts: dict[str, HandlerScript | None] = {}
        for exchange in exchanges(definitions, self._set_later()):
            if exchange.model.scripted:
                self._with_script(exchange)
            elif exchange.model.framework == "tensorflow" and not self._script_is_near():
                self._by_default(exchange, "TensorFlow Serving without a script")
            elif exchange.model.framework == "xgboost-algorithm":
                self._by_default(exchange, "the XGBoost algorithm")

    def _set_later(self) -> Mapping[tuple[Place, str], Place] | None:
        """Serializers that the file sets on predictors; None where it sets some and it is not known on which."""
        found: dict[tuple[Place, str], Place] = {}
        deployed: dict[str, cst.Call | None] = {}
        later: list[tuple[cst.Attribute, cst.BaseExpression]] = []
        if self.context.parsed is None or _ASSIGNED.search(self.context.text) is None:
            return found
        for node in walk(self.context.module.tree):
            if isinstance(node, cst.Assign) and len(node.targets) == 1:
                target = node.targets[0].target
                if isinstance(target, cst.Attribute) and target.attr.value in _ARGUMENTS:
                    later.append((target, node.value))
                elif isinstance(target, cst.Name):
                    made = node.value if isinstance(node.value, cst.Call) else None
                    deployed[target.value] = None if target.value in deployed else made
        for target, value in later:
            name = target.value.value if isinstance(target.value, cst.Name) else ""
            call = deployed.get(name)
            key = (self.context.place(call), target.attr.value) if call is not None else None
            if key is None or key in found or not isinstance(value, cst.Call):
                return None
            found[key] = self.context.place(value)
        return found

    def _with_script(self, exchange: Exchange) -> None:
        path = exchange.model.script
        if path is None:
            return
        if path not in self._scripts:
            self._scripts[path] = HandlerScript.of(self.context.files.text(path))
        script = self._scripts[path]
        if script is None or script.open:
            return
        tensorflow = exchange.model.framework == "tensorflow"
        handlers = (_TENSORFLOW if tensorflow else _OWN)[exchange.side]
        if not (script.bound & {name for name, _, _ in handlers}):
            if not tensorflow and "model_fn" in script.functions:
                self._by_default(exchange, f"the default handler of the {exchange.model.framework} container")
            return
        for name, parameter, attribute in handlers:
            if name in script.bound:
                refusal = script.refusal(name, parameter, attribute, exchange.media)
                if refusal is not None:
                    self._report(exchange, path, name, refusal)
                return

    def _report(self, exchange: Exchange, path: str, handler: str, refusal: Refusal) -> None:
        what = "raises an error" if refusal.raises else "returns nothing"
        takes = " or ".join(f"`{other}`" for other in refusal.others[:3])
        self.report(
            exchange.place,
            f"{_request(exchange)}, for which `{handler}` of `{os.path.basename(path)}` {what}; "
            f"{'send' if exchange.side == 'sends' else 'ask for'} {takes}",
            notes=[
                ("raised at" if refusal.raises else "handled at", Place(path, Span(refusal.line, 1, refusal.line, 1)))
            ],
            once=(exchange.place, exchange.side),
        )

    def _by_default(self, exchange: Exchange, who: str) -> None:
        media = framework_media(exchange.model.framework)
        known = None if media is None else media.takes if exchange.side == "sends" else media.gives
        if known is None or exchange.media in known or "," in exchange.media or ";" in exchange.media:
            return
        common = sorted(known, key=lambda name: (name != "text/csv", "/" not in name, name))
        listed = " or ".join(f"`{name}`" for name in common[:3])
        verb = "read" if exchange.side == "sends" else "write"
        self.report(
            exchange.place,
            f"{_request(exchange)}, which {who} does not {verb}; use {listed}, or a script that does",
            once=(exchange.place, exchange.side),
        )

    def _script_is_near(self) -> bool:
        """Whether a script for inference is beside the file or in a folder beside it, or is written or mentioned by it."""
        folder = os.path.dirname(self.context.path)
        if "inference.py" in self.context.text or "code/" in self.context.text:
            return True
        places = [folder, *(os.path.join(folder, name) for name in sorted(self.context.files.folders(folder)))]
        return any(self.context.files.is_file(os.path.join(place, "inference.py")) for place in places[:50])


def _request(exchange: Exchange) -> str:
    verb = "sends" if exchange.side == "sends" else "asks for"
    if exchange.given:
        return f"{exchange.how} {verb} `{exchange.media}`"
    if exchange.how in {"transformer()", "Transformer()"}:
        return f"{exchange.how} is given no `accept`, so that the job asks for `{exchange.media}`"
    if exchange.how == "invoke_endpoint()":
        return f"invoke_endpoint() is given no `Accept`, which stands for `{exchange.media}`"
    return f"{exchange.how} {verb} `{exchange.media}` by default"
