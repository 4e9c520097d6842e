"""SMP104: a container path without its leading slash."""

from __future__ import annotations

import libcst as cst

from sm_lint.rules import Applicability, NodeEdit, NodeFix, PathAccess, ScriptRule, Setting
from sm_lint.rules.jobs import literal
from sm_lint.rules.source import literal_of, quoted_at, rewritten

_HEAD = "opt/ml"


class RelativeOptMlPath(ScriptRule):
    """A container path lacks its leading slash.

    ## What it does

    Reports a path that begins with `opt/ml/` where a script reads or writes it, and where a job definition mounts it. A script
    that makes `/` its working directory is not reported.

    ## Why is this bad?

    A relative path is looked up in the working directory, which is `/opt/ml/code` in most containers: the input is not found
    there, and what is written there is not uploaded. A job definition with such a path is rejected.

    ## Example

    ```python
    import os

    import pandas as pd

    identity = pd.read_csv(os.path.join("/opt/ml/processing/identity", "train.csv"))
    transactions = pd.read_csv(os.path.join("opt/ml/processing/transaction", "train.csv"))
    ```

    ## Use instead

    ```python
    import os

    import pandas as pd

    identity = pd.read_csv(os.path.join("/opt/ml/processing/identity", "train.csv"))
    transactions = pd.read_csv(os.path.join("/opt/ml/processing/transaction", "train.csv"))
    ```

    ## Fix safety

    The fix writes the slash. It is safe: nothing of the platform's has the relative path.

    ## References

    - [Reserved paths of training containers](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-dockerfile.html)
    """

    code = "SMP104"
    name = "relative-opt-ml-path"
    fixable = "sometimes"
    anywhere = True

    def check_access(self, access: PathAccess) -> None:
        """Report the paths that are used, each literal once."""
        if access.reached and not access.guarded and self.context.in_container and _is_relative(access.path):
            self._report_use(access, literal_of(access.origin, self.context.module, _HEAD))

    def finish(self) -> None:
        """Report the paths that are mounted by jobs in the same file."""
        for job in self.context.jobs:
            for mount in job.mounts:
                if _is_relative(literal(mount.local) or ""):
                    assert mount.local is not None
                    self._report_mount(mount.local)

    def _report_use(self, access: PathAccess, node: cst.SimpleString | None) -> None:
        edit = rewritten(node, _HEAD, f"/{_HEAD}") if node is not None else None
        self.report(
            node or access.node,
            f"`{access.path}` has no leading slash: it is looked up in the working directory; use `/{access.path}`",
            fix=NodeFix("add the slash", (edit,), Applicability.SAFE) if edit else None,
            once=node or access.node,
        )

    def _report_mount(self, local: Setting) -> None:
        path = local.text or ""
        place = quoted_at(local.place, path, self.context)
        fix = NodeFix("add the slash", (NodeEdit(place, f"/{path}", path),), Applicability.SAFE) if place else None
        self.report(local.place, f"`{path}` has no leading slash; a job mounts absolute paths: use `/{path}`", fix=fix)


def _is_relative(path: str) -> bool:
    return path == _HEAD or path.startswith(f"{_HEAD}/")
