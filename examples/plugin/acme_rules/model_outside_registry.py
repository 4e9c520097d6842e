"""ACM001: Acme keeps its models under one key."""

from __future__ import annotations

from sm_lint.rules import NodeFix, PathAccess, ScriptRule
from sm_lint.rules.source import literal_of, rewritten

MODELS = "/opt/ml/model"
REGISTRY = "/opt/ml/model/acme"


class ModelOutsideRegistry(ScriptRule):
    """A model is saved outside of the folder that Acme's registry reads.

    ## What it does

    Reports files that a training script writes in `/opt/ml/model` and not below `/opt/ml/model/acme`.

    ## Why is this bad?

    The registry takes nothing else, and says so a day later.

    ## Example

    ```python
    import os

    import joblib

    os.listdir(os.environ["SM_CHANNEL_TRAIN"])
    joblib.dump({}, "/opt/ml/model/model.joblib")
    ```

    ## Use instead

    ```python
    import os

    import joblib

    os.listdir(os.environ["SM_CHANNEL_TRAIN"])
    joblib.dump({}, "/opt/ml/model/acme/model.joblib")
    ```

    ## Fix safety

    The fix names the folder. It is unsafe: the script has to make it.
    """

    code = "ACM001"
    name = "model-outside-registry"
    fixable = "sometimes"

    def begin(self) -> bool:
        """Leave scripts alone that run in no training job."""
        return self.context.job == "training"

    def check_access(self, access: PathAccess) -> None:
        """Look at what a call writes, here or in the module that it leads to."""
        if access.mode != "write" or not access.certain or not self._is_misplaced(access.path):
            return
        literal = literal_of(access.origin, self.context.module, MODELS)
        edit = rewritten(literal, MODELS, REGISTRY) if literal is not None else None
        self.report(
            access.node,
            f"`{access.path}` is outside of {REGISTRY}, which is all that the registry reads",
            origin=access.origin,
            fix=NodeFix(f"save below {REGISTRY}", (edit,)) if edit else None,
        )

    def _is_misplaced(self, path: str) -> bool:
        return path.startswith(f"{MODELS}/") and path != REGISTRY and not path.startswith(f"{REGISTRY}/")
