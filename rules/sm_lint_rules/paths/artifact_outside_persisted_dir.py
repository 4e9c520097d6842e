"""SMP102: a model or a result that SageMaker throws away."""

from __future__ import annotations

import posixpath
import re

import libcst as cst

from sm_lint.rules import NodeEdit, NodeFix, PathAccess, ScriptRule, Severity
from sm_lint.rules.platform import is_container_path, is_under, mistaken_place
from sm_lint.rules.scripts import Losses, is_checked, is_kept_up, is_plain_write, saves_data, saves_model
from sm_lint.rules.source import sole_literal, text_of, walk

_TAKEN_UP = re.compile(r"\b(?:load_weights|load_model|save_weights_only)\b")
_DEBUGGING = ("debug", "verbose")
_FOR_DESK = frozenset({"debug", "demo"})
"""Modes of a script in which it shows what it does, and which no job asks for: `if args.mode == "demo":`."""
_MODEL, _DATA = "/opt/ml/model", "/opt/ml/output/data"


class ArtifactOutsidePersistedDir(ScriptRule):
    """A training script saves its model where SageMaker discards it.

    ## What it does

    Reports a call that saves a model, a table, an array or a picture (`torch.save`, `joblib.dump`, `model.save`,
    `save_pretrained`, `to_csv`, ...) in the working directory, in `/tmp` or in another place of the container that a training
    job does not keep. Of a plain write, such as that of `open`, the name of the file says what it is: `model.pkl`,
    `metrics.json`. The best model so far, which `ModelCheckpoint` writes, counts where no other model is kept. A file that the script reads, moves, packs or uploads afterwards, or hands to a function that is not
    known, is not reported, and neither is a path that rests on the default of an argument which the job may give.

    It looks at scripts that certainly run in training jobs, and stays silent where the script cannot be followed to its end.

    ## Why is this bad?

    The job is reported as completed and its result is gone: `No model artifact is saved under path /opt/ml/model`. Only
    `/opt/ml/model`, `/opt/ml/output/data` and the checkpoint directory are uploaded.

    ## Example

    ```python title="train.py"
    import os

    import joblib

    data = os.environ["SM_CHANNEL_TRAIN"]
    model = {"trained on": os.listdir(data)}
    joblib.dump(model, "model.joblib")
    ```

    ## Use instead

    ```python title="train.py"
    import os

    import joblib

    data = os.environ["SM_CHANNEL_TRAIN"]
    model = {"trained on": os.listdir(data)}
    joblib.dump(model, os.path.join(os.environ["SM_MODEL_DIR"], "model.joblib"))
    ```

    ## Fix safety

    The fix puts the file into `/opt/ml/model`, or into `/opt/ml/output/data` where it is no model. It is unsafe: the model
    archive then holds a file more, under a name that whoever loads it has to know.

    ## References

    - [Public thread: no model artifact is saved](https://github.com/aws/sagemaker-python-sdk/issues/3455)
    - [Where training jobs keep what](https://docs.aws.amazon.com/sagemaker/latest/dg/model-train-storage.html)
    """

    code = "SMP102"
    name = "artifact-outside-persisted-dir"
    fixable = "sometimes"

    def begin(self) -> bool:
        """Skip scripts that do not certainly run in a training job."""
        context = self.context
        if context.job != "training" or not context.in_container or not context.is_entry:
            return False
        self._losses = Losses(self.facts, context.contracts)
        return True

    def check_access(self, access: PathAccess) -> None:
        """Report each call that saves something which is lost."""
        saves = saves_model(access) or saves_data(access)
        if saves and access.conditional and self._is_for_debugging(access):
            return
        if is_kept_up(access) and (self._losses.keeps or _TAKEN_UP.search(self.context.text)):
            return
        if saves and self._losses.lost(access) and not self._is_others(access):
            self._report(access)

    def _is_for_debugging(self, access: PathAccess) -> bool:
        """Whether the call is made under a condition such as `if debug:` or `if mode == "demo":`, for somebody who looks on."""
        order = self.context.module.order
        tests = [each for each in order.of(cst.If) if _asks_for_debugging(each.test)]
        return any(inner is access.node for each in tests for inner in order.within(order.extent(each.body), cst.Call))

    def _is_others(self, access: PathAccess) -> bool:
        """Whether another rule knows better what is wrong with the place."""
        if not is_container_path(access.path):
            return access.path.startswith("opt/ml/")
        if is_under(access.path, "/opt/ml/output") or mistaken_place(access.path, "training"):
            return True
        return is_checked(self.facts, self.context.contracts, "write")

    def _report(self, access: PathAccess) -> None:
        place = _DATA if saves_data(access) else _MODEL
        variable = "SM_OUTPUT_DATA_DIR" if saves_data(access) else "SM_MODEL_DIR"
        where = "" if access.path.startswith("/") else " in the working directory"
        is_minor = access.via.endswith("CSVLogger") or (saves_data(access) and is_plain_write(access))
        self.report(
            access.node,
            f"`{access.via}` saves to `{access.path}`{where}, which SageMaker discards when the job ends; save below "
            f"{place} ({variable})",
            severity=Severity.WARNING if access.conditional or is_minor else None,
            origin=access.origin,
            fix=self._fix(access, place),
            once=access.node,
        )

    def _fix(self, access: PathAccess, place: str) -> NodeFix | None:
        """Name the kept directory, where the path is one literal."""
        node = sole_literal(access.origin, self.context.module)
        if node is None or "{" in text_of(node) or node.prefix:
            return None
        quote = node.quote
        target = place if access.directory else f"{place}/{posixpath.basename(access.path)}"
        return NodeFix(f'save to "{target}"', (NodeEdit(node, f"{quote}{target}{quote}"),))


def _asks_for_debugging(test: cst.BaseExpression) -> bool:
    if (
        isinstance(test, cst.Comparison)
        and len(test.comparisons) == 1
        and isinstance(test.comparisons[0].operator, cst.Equal)
    ):
        mode = test.comparisons[0].comparator
        if isinstance(mode, cst.SimpleString) and str(mode.evaluated_value).lower() in _FOR_DESK:
            return True
    return any(
        isinstance(node, cst.Name) and any(word in node.value.lower() for word in _DEBUGGING) for node in walk(test)
    )
