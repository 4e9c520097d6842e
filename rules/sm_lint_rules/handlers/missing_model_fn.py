"""SMH401: an inference script without ``model_fn``."""

from __future__ import annotations

from sm_lint.rules import ScriptRule
from sm_lint.rules.platform import handler_signatures
from sm_lint.rules.scripts import serving


class MissingModelFn(ScriptRule):
    """An inference script has handlers, but no `model_fn`.

    ## What it does

    Reports a script for the scikit-learn or the XGBoost container that defines `input_fn`, `predict_fn`, `output_fn` or
    `transform_fn` and no `model_fn`. Which container it is, is told by the contract's requirements, the class that launches
    it, or else by what the script imports. The containers of PyTorch and Hugging Face load a model by
    themselves.

    ## Why is this bad?

    These containers cannot load a model by themselves. The endpoint never becomes healthy: `Please provide a model_fn
    implementation`.

    ## Example

    ```python title="inference.py"
    import numpy
    import sklearn


    def input_fn(data, content_type):
        return numpy.fromstring(data, sep=",")


    def predict_fn(data, model):
        return model.predict(data)
    ```

    ## Use instead

    ```python title="inference.py"
    import os

    import joblib
    import numpy
    import sklearn


    def model_fn(model_dir):
        return joblib.load(os.path.join(model_dir, "model.joblib"))


    def input_fn(data, content_type):
        return numpy.fromstring(data, sep=",")


    def predict_fn(data, model):
        return model.predict(data)
    ```

    ## References

    - [Scikit-learn: load a model](https://sagemaker.readthedocs.io/en/stable/frameworks/sklearn/using_sklearn.html#load-a-model)
    - [SageMaker inference toolkit](https://github.com/aws/sagemaker-inference-toolkit#implement-the-handler-functions)
    """

    code = "SMH401"
    name = "missing-model-fn"

    def finish(self) -> None:
        """Report the first handler of a script that cannot load its model."""
        found = serving(self.context)
        if found is None or found.framework is None or found.has("model_fn"):
            return
        if found.framework.name in handler_signatures()["model_fn"].default:
            return
        name, function = next(iter(found.functions.items()))
        self.report(
            function.name,
            f"`{name}` is defined, but no `model_fn`; the {found.framework.name} container loads no model without it",
        )
