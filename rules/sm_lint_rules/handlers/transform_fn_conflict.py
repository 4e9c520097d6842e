"""SMH403: ``transform_fn`` beside the handlers that it replaces."""

from __future__ import annotations

import libcst as cst

from sm_lint.rules import ScriptRule
from sm_lint.rules.platform import handler_signatures
from sm_lint.rules.scripts import serving


class TransformFnConflict(ScriptRule):
    """The script defines `transform_fn` together with handlers that it replaces.

    ## What it does

    Reports `transform_fn` in a script that has `input_fn`, `predict_fn` or `output_fn` as well.

    ## Why is this bad?

    The container refuses to start: `Cannot use transform_fn implementation in conjunction with input_fn, predict_fn, and/or
    output_fn implementation`.

    ## Example

    ```python title="inference.py"
    import joblib


    def model_fn(model_dir):
        return joblib.load(f"{model_dir}/model.joblib")


    def predict_fn(data, model):
        return model.predict(data)


    def transform_fn(model, data, content_type, accept):
        return str(model.predict(data)), accept
    ```

    ## Use instead

    ```python title="inference.py"
    import joblib


    def model_fn(model_dir):
        return joblib.load(f"{model_dir}/model.joblib")


    def transform_fn(model, data, content_type, accept):
        return str(model.predict(data)), accept
    ```

    ## References

    - [SageMaker inference toolkit](https://github.com/aws/sagemaker-inference-toolkit#implement-the-handler-functions)
    """

    code = "SMH403"
    name = "transform-fn-conflict"

    def begin(self) -> bool:
        """Skip scripts without the handler."""
        self._serving = serving(self.context)
        return self._serving is not None and "transform_fn" in self._serving.functions

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        """Report the handler if others that it replaces are defined as well."""
        found = self._serving
        if found is None or found.functions.get("transform_fn") is not node:
            return
        others = [other for other in handler_signatures()["transform_fn"].excludes if other in found.names]
        if others:
            listed = " and ".join(f"`{other}`" for other in others)
            self.report(node.name, f"`transform_fn` cannot be combined with {listed}; keep one or the other")
