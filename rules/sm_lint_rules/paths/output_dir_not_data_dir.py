"""SMP107: results beside the directory that is archived."""

from __future__ import annotations

import libcst as cst

from sm_lint.rules import Applicability, EnvRead, NodeFix, PathAccess, ScriptRule, Severity
from sm_lint.rules.contracts import is_mkdir
from sm_lint.rules.platform import is_under, mistaken_place
from sm_lint.rules.scripts import Losses, deposits, is_checked, written_by_framework
from sm_lint.rules.source import literal_of, rewritten, text_of, walk

_OUTPUT, _DATA = "/opt/ml/output", "/opt/ml/output/data"
_VARIABLE, _DATA_VARIABLE = "SM_OUTPUT_DIR", "SM_OUTPUT_DATA_DIR"


class OutputDirNotDataDir(ScriptRule):
    """A training script writes to `/opt/ml/output` instead of `/opt/ml/output/data`.

    ## What it does

    Reports files that a training script writes below `/opt/ml/output`, mostly through `SM_OUTPUT_DIR`, and outside of the places
    there that are uploaded: `data`, `failure`, `intermediate`, `tensors`, `tensorboard`, `profiler`. A file that the
    script goes on to use is not reported. The checkpoints and logs of training libraries count too: those of
    `TrainingArguments(output_dir=...)`, of callbacks and loggers. All that follows from one value is one finding.

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
        self._found: dict[int, list[tuple[PathAccess, str]]] = {}
        self._made: list[PathAccess] = []
        context = self.context
        if context.job != "training" or not context.in_container or not context.is_entry:
            return False
        self._losses = Losses(self.facts, context.contracts)
        return True

    def check_access(self, access: PathAccess) -> None:
        """Collect the calls that write there."""
        if not is_under(access.path, _OUTPUT) or access.mode != "write":
            return
        if access.creates and access.path != _OUTPUT and is_mkdir(access):
            self._made.append(access)
        writer = None if deposits(access) else written_by_framework(access, self.facts)
        if not deposits(access) and writer is None:
            return
        if self._losses.lost(access, default=True) and not self._is_others(access, by_framework=writer is not None):
            self._found.setdefault(_value(access), []).append((access, writer.writes if writer else ""))

    def finish(self) -> None:
        """Report each value once: at the first call that saves, with the other calls as notes."""
        for found in self._found.values():
            found.sort(key=lambda item: item[1] != "")
            self._report(*found[0], [access for access, _ in found[1:]])

    def _is_others(self, access: PathAccess, *, by_framework: bool) -> bool:
        """Whether another rule knows better; those about contracts pass over what no call of the script saves."""
        if mistaken_place(access.path, "training"):
            return True
        return not by_framework and is_checked(self.facts, self.context.contracts, "write")

    def _report(self, access: PathAccess, what: str, others: list[PathAccess]) -> None:
        where = f"the {what} go to `{access.path}`" if what else f"`{access.path}` is written"
        kept = "/opt/ml/checkpoints (`checkpoint_s3_uri`)" if what == "checkpoints" else f"{_DATA} ({_DATA_VARIABLE})"
        written = [access.path, *(other.path for other in others)]
        made = [each for each in self._made if any(is_under(path, each.path) for path in written)]
        seen = {id(access.node)}
        notes = []
        for text, each in [*(("made", each) for each in made), *(("lost too", each) for each in others)]:
            if id(each.node) not in seen:
                notes.append((f"`{each.path}` is {text}", each.node))
                seen.add(id(each.node))
        self.report(
            access.node,
            f"{where}, but {_OUTPUT} itself is not uploaded; write below {kept}",
            origin=access.origin,
            notes=notes,
            fix=None if what == "checkpoints" else self._fix(access),
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


def _value(access: PathAccess) -> int:
    """Identity of the expression that gave the path, or its head; of the call, where it is not known."""
    return id(access.origin[0].node) if access.origin else id(access.node)


def _names(read: cst.CSTNode) -> list[cst.SimpleString]:
    return [node for node in walk(read) if isinstance(node, cst.SimpleString) and text_of(node) == _VARIABLE]
