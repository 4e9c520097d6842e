"""SMH406: a ``model_fn`` that does not look where the model is."""

from __future__ import annotations

import libcst as cst

from sm_lint.rules import PathAccess, PathPassed, ScriptRule, Severity
from sm_lint.rules.platform import is_under, suffix_kind
from sm_lint.rules.scripts import serving
from sm_lint.rules.source import walk

HOME = "/opt/ml/model"


class ModelDirIgnored(ScriptRule):
    """`model_fn` ignores the directory that it is given and loads the model from elsewhere.

    ## What it does

    Reports a `model_fn` that never uses its parameter and reads a file at an absolute path outside of `/opt/ml/model`.

    ## Why is this bad?

    The model is unpacked to the directory that `model_fn` is given. Anything else is a file that happens to be on the
    machine where the script was written, or in the image.

    ## Example

    ```python title="inference.py"
    import joblib


    def model_fn(model_dir):
        return joblib.load("/home/ubuntu/model.joblib")
    ```

    ## Use instead

    ```python title="inference.py"
    import os

    import joblib


    def model_fn(model_dir):
        return joblib.load(os.path.join(model_dir, "model.joblib"))
    ```

    ## References

    - [SageMaker inference toolkit](https://github.com/aws/sagemaker-inference-toolkit#implement-the-handler-functions)
    """

    code = "SMH406"
    name = "model-dir-ignored"
    severity = Severity.WARNING

    def begin(self) -> bool:
        """Look for a `model_fn` that never uses its parameter."""
        found = serving(self.context)
        function = found.functions.get("model_fn") if found is not None else None
        if function is None or not function.params.params:
            return False
        self._parameter = function.params.params[0].name.value
        inside = list(walk(function.body))
        self._inside = {id(node) for node in inside}
        return not any(isinstance(node, cst.Name) and node.value in (self._parameter, "locals") for node in inside)

    def check_access(self, access: PathAccess) -> None:
        """Report the first file that the function reads from elsewhere."""
        if access.mode != "read" or not access.exact or access.own or id(access.node) not in self._inside:
            return  # what the function has fetched itself is there
        if _is_elsewhere(access.path) and not self._may_be_fetched(access.path):
            self.report(
                access.node,
                f"`model_fn` ignores `{self._parameter}` and loads `{access.path}`; the model is in `{self._parameter}`",
                origin=access.origin,
                once="model_fn",
            )

    def _may_be_fetched(self, path: str) -> bool:
        """Whether a command, or a function that is not known, is given the file or its folder: it may put the file there."""
        return any(is_under(path, passed.path) for passed in self.facts.all(PathPassed) if passed.reached)


def _is_elsewhere(path: str) -> bool:
    """Is it a file outside of the model directory? The model servers run in a copy of it, so a relative path may be right."""
    return path.startswith("/") and not is_under(path, HOME) and suffix_kind(path) == "file"
