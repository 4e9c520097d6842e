"""SMP107: results beside the directory that is archived."""

from __future__ import annotations

import libcst as cst

from sm_lint.rules import Applicability, EnvRead, NodeFix, PathAccess, ScriptRule, Severity
from sm_lint.rules.platform import is_under, mistaken_place
from sm_lint.rules.scripts import Losses, deposits, is_checked
from sm_lint.rules.source import literal_of, rewritten, text_of, walk

_OUTPUT, _DATA = "/opt/ml/output", "/opt/ml/output/data"
_VARIABLE, _DATA_VARIABLE = "SM_OUTPUT_DIR", "SM_OUTPUT_DATA_DIR"


class OutputDirNotDataDir(ScriptRule):
    """A training script writes to `/opt/ml/output` instead of `/opt/ml/output/data`.

    ## What it does

    Reports files that a training script writes below `/opt/ml/output`, mostly through `SM_OUTPUT_DIR`, and outside of the places
    there that are uploaded: `data`, `failure`, `intermediate`, `tensors`, `tensorboard`, `profiler`. A file that the
    script goes on to use is not reported.

    ## Why is this bad?

    Only `/opt/ml/output/data` becomes `output.tar.gz`. What is beside it is lost when the job ends. The developer guide
    once gave the wrong variable for it, and scripts have copied that.

    ## Example

    ```python
    import argparse
    import os

    import pandas as pd

    parser = argparse.ArgumentParser()
    parser.add_argument("--output-dir", default=os.environ.get("SM_OUTPUT_DIR"))
    parser.add_argument("--train", default=os.environ.get("SM_CHANNEL_TRAIN"))
    args = parser.parse_args()
    frame = pd.read_csv(os.path.join(args.train, "train.csv"))
    frame.describe().to_csv(os.path.join(args.output_dir, "summary.csv"))
    ```

    ## Use instead

    ```python
    import argparse
    import os

    import pandas as pd

    parser = argparse.ArgumentParser()
    parser.add_argument("--output-dir", default=os.environ.get("SM_OUTPUT_DATA_DIR"))
    parser.add_argument("--train", default=os.environ.get("SM_CHANNEL_TRAIN"))
    args = parser.parse_args()
    frame = pd.read_csv(os.path.join(args.train, "train.csv"))
    frame.describe().to_csv(os.path.join(args.output_dir, "summary.csv"))
    ```

    ## Fix safety

    Reading the other variable is safe: all that is written moves together, into the directory that is kept. Changing a path
    that is written out is unsafe, since its directory has to exist.

    ## References

    - [Environment variables of the training toolkit](https://github.com/aws/sagemaker-training-toolkit/blob/master/ENVIRONMENT_VARIABLES.md)
    """

    code = "SMP107"
    name = "output-dir-not-data-dir"
    severity = Severity.WARNING
    fixable = "sometimes"

    def begin(self) -> bool:
        """Skip scripts that do not certainly run in a training job."""
        context = self.context
        if context.job != "training" or not context.in_container or not context.is_entry:
            return False
        self._losses = Losses(self.facts, context.contracts)
        return True

    def check_access(self, access: PathAccess) -> None:
        """Report each call that writes there."""
        if not deposits(access) or not is_under(access.path, _OUTPUT):
            return
        if self._losses.lost(access, default=True) and not self._is_others(access):
            self._report(access)

    def _is_others(self, access: PathAccess) -> bool:
        if mistaken_place(access.path, "training"):
            return True
        return is_checked(self.facts, self.context.contracts, "write")

    def _report(self, access: PathAccess) -> None:
        self.report(
            access.node,
            f"`{access.path}` is written, but {_OUTPUT} itself is not uploaded; write below {_DATA} ({_DATA_VARIABLE})",
            origin=access.origin,
            fix=self._fix(access),
            once=access.node,
        )

    def _fix(self, access: PathAccess) -> NodeFix | None:
        node = literal_of(access.origin, self.context.module, _OUTPUT)
        if node is not None:
            edit = rewritten(node, _OUTPUT, _DATA)
            return NodeFix(f"write below {_DATA}", (edit,)) if edit else None
        reads = {id(read.node): read.node for read in self.facts.all(EnvRead) if read.name == _VARIABLE}
        names = [name for read in reads.values() for name in _names(read)]
        edit = rewritten(names[0], _VARIABLE, _DATA_VARIABLE) if len(names) == 1 else None
        return NodeFix(f"read {_DATA_VARIABLE}", (edit,), Applicability.SAFE) if edit else None


def _names(read: cst.CSTNode) -> list[cst.SimpleString]:
    return [node for node in walk(read) if isinstance(node, cst.SimpleString) and text_of(node) == _VARIABLE]
