"""SMC004: data that is written where no output collects it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

import libcst as cst

from sm_lint.rules import Contract, JobKind, Message, NodeFix, PathAccess, Severity, Where, contract_fixes, did_you_mean
from sm_lint.rules.contracts import (
    AccessChecker,
    CheckedAccesses,
    empty_output_severity,
    is_mkdir,
    misplaced_output,
    nearest_path,
    output_paths,
    unwritten_outputs,
    write_checker,
)


class UndeclaredOutputPath(CheckedAccesses):
    """The script writes to a container path that no output collects.

    ## What it does

    Reports a write below `/opt/ml` that lies in no declared output and in no place that the platform uploads, and that the
    script does not read, move, upload or remove again. What is downloaded is not lost, and nothing is said of it, nor of a
    script that is not fully understood.

    Where the path differs by one misspelled part from an output that is never written, the finding names that output too,
    and SMC006 does not report it.

    ## Why is this bad?

    The container's disk goes when the job ends. The job is reported as completed and its result is lost.

    ## Example

    ```toml
    [tool.sm-lint.contracts.preprocess]
    entry-point = "preprocess.py"
    job = "processing"

    [tool.sm-lint.contracts.preprocess.expected-input-paths]
    raw = "/opt/ml/processing/input"

    [tool.sm-lint.contracts.preprocess.expected-output-paths]
    train = "/opt/ml/processing/output/train"
    ```

    ```python
    import pandas as pd

    frame = pd.read_csv("/opt/ml/processing/input/data.csv")
    frame.to_csv("/opt/ml/processing/train/train.csv")
    ```

    ## Use instead

    ```python
    import pandas as pd

    frame = pd.read_csv("/opt/ml/processing/input/data.csv")
    frame.to_csv("/opt/ml/processing/output/train/train.csv")
    ```

    Scratch files belong in `/tmp`.

    ## Options

    `allow-paths` of the contract names further places that the script may touch.

    ## Fix safety

    The fix declares it in the file of the contract. It is unsafe: where the script is wrong, the contract must not follow it. There is
    no fix where a declared name or path is near.

    ## References

    - [Build your own processing container](https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html)
    - [Storage of training jobs](https://docs.aws.amazon.com/sagemaker/latest/dg/model-train-storage.html)
    """

    code = "SMC004"
    name = "undeclared-output-path"
    fixable = "sometimes"

    def checker(self, contract: Contract, kind: JobKind | None) -> AccessChecker | None:
        """Check writes."""
        self._unwritten = list(unwritten_outputs(self.facts, contract))
        return write_checker(self.facts, contract, kind)

    def begin(self) -> bool:
        """Start without any write."""
        self._found: dict[str, list[tuple[PathAccess, Severity]]] = {}
        return super().begin()

    def report_access(self, contract: Contract, access: PathAccess, severity: Severity) -> None:
        """Collect the writes by their path: all to one place are one mistake, and so are the names that one call may use."""
        folder = posixpath.dirname(access.path)
        for path, found in self._found.items():
            if posixpath.dirname(path) == folder and found[0][0].node is access.node:
                found.append((access, severity))
                return
        self._found.setdefault(access.path, []).append((access, severity))

    def finish(self) -> None:
        """Say which output is missing, and which one stays empty because of it."""
        contract = self.context.contract
        if contract is None:
            return
        made = [access for access in self.facts.all(PathAccess) if access.mode == "write" and is_mkdir(access)]
        for path, found in self._found.items():
            (access, _), *others = found
            severity = max((each for _, each in found), key=lambda each: each.rank)
            empty = ""
            notes: list[tuple[str, Where | None]] = [("outputs are declared at", contract.place)]
            meant = misplaced_output(access, self._unwritten)
            nearest = nearest_path(path, output_paths(contract))
            if meant is not None:
                empty, nearest = f", and output `{meant.name}` stays empty", meant.path
                notes = [("declared at", meant.place)]
                severity = max(severity, empty_output_severity(self.facts, contract, meant), key=lambda each: each.rank)
            self.report(
                access.node,
                Message(
                    "`{path}` is written, but {contract} has no output there, so it is lost when the job ends{empty}{hint}",
                    path=path,
                    empty=empty,
                    hint=did_you_mean(nearest, "; "),
                ),
                severity=severity,
                notes=[*notes, *_also(access, others, [each for each in made if each.path == path])],
                origin=access.origin,
                fix=self._fix(contract, access) if nearest is None else None,
            )

    def _fix(self, contract: Contract, access: PathAccess) -> NodeFix | None:
        """Declare the output, where the path is not likely to be misspelled."""
        missing = contract_fixes.missing_output(self.context, contract, access)
        return (
            contract_fixes.contract_fix(self.context, contract, f"declare {missing.text}", [missing])
            if missing is not None
            else None
        )


def _also(
    access: PathAccess, others: list[tuple[PathAccess, Severity]], made: list[PathAccess]
) -> Iterator[tuple[str, cst.CSTNode]]:
    """Notes on the other calls that write to the place or make it, one for each call."""
    seen = {id(access.node)}
    for text, each in [*(("made at", each) for each in made), *(("written at", each) for each, _ in others)]:
        if id(each.node) not in seen:
            seen.add(id(each.node))
            yield text, each.node
