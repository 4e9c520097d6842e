"""SMP106: a place that SageMaker does not have."""

from __future__ import annotations

from sm_lint.rules import NodeFix, PathAccess, ScriptRule, Severity
from sm_lint.rules.contracts import Made, may_be_declared
from sm_lint.rules.platform import Mistake, is_under, mistaken_place
from sm_lint.rules.scripts import Losses, deposits, is_checked
from sm_lint.rules.source import literal_of, rewritten

_INPUT = "/opt/ml/input"


class UnknownOptMlPath(ScriptRule):
    """A path below `/opt/ml` looks like one of SageMaker's, but is not.

    ## What it does

    Reports reads and writes in places that scripts are known to confuse with those of the platform: `/opt/ml/models`,
    `/opt/ml/checkpoint`, `/opt/ml/output/model`, `/opt/ml/data`, `/opt/ml/input/<channel>` and the like. A read of what the
    script made before, and a write of what it uses later, are not reported.

    ## Why is this bad?

    SageMaker puts nothing there and takes nothing from there: the read fails, and what is written is lost.

    ## Example

    ```python
    import os

    import torch

    print(os.environ["SM_CHANNEL_TRAIN"])
    torch.save({}, "/opt/ml/checkpoint/model.pt")
    ```

    ## Use instead

    ```python
    import os

    import torch

    print(os.environ["SM_CHANNEL_TRAIN"])
    torch.save({}, "/opt/ml/checkpoints/model.pt")
    ```

    ## Fix safety

    The fix names the place that was probably meant. It is unsafe: an image of your own may have such a directory.

    ## References

    - [Where training jobs keep what](https://docs.aws.amazon.com/sagemaker/latest/dg/model-train-storage.html)
    """

    code = "SMP106"
    name = "unknown-opt-ml-path"
    severity = Severity.WARNING
    fixable = "sometimes"

    def begin(self) -> bool:
        """Skip scripts that do not certainly run in a container."""
        if not self.context.in_container or not self.context.is_entry:
            return False
        self._made = Made(self.facts)
        self._losses = Losses(self.facts, self.context.contracts)
        return True

    def check_access(self, access: PathAccess) -> None:
        """Check what the script reads and writes; a call that touches several such paths is reported once."""
        mistake = mistaken_place(access.path, self.context.job or "")
        if mistake is not None and self._is_certain(access) and not self._is_covered(access):
            self._report(access, mistake)

    def _is_certain(self, access: PathAccess) -> bool:
        if not access.reached or access.guarded or access.assumed or not access.exact:
            return False
        if access.mode == "read":
            return not self._made.before(access)
        return deposits(access) and not is_under(access.path, _INPUT) and self._losses.is_left(access)

    def _is_covered(self, access: PathAccess) -> bool:
        """Whether a contract has the place, or has all places, so that the rules about contracts speak of it."""
        contracts = self.context.contracts
        declared = any(may_be_declared(access.path, entry) for entry in contracts)
        return declared or is_checked(self.facts, contracts, access.mode)

    def _report(self, access: PathAccess, mistake: Mistake) -> None:
        node = literal_of(access.origin, self.context.module, mistake.path)
        edit = rewritten(node, mistake.path, mistake.meant) if node is not None else None
        verb = "read from" if access.mode == "read" else "written to"
        self.report(
            access.node,
            f"`{access.path}` is {verb}, but SageMaker has no `{mistake.path}`; did you mean `{mistake.meant}`?",
            origin=access.origin,
            fix=NodeFix(f"use {mistake.meant}", (edit,)) if edit else None,
            once=access.node,
        )
