"""SMC001: a path is read that nobody fills."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from sm_lint.contracts.cover import declared_paths, named, nearest_path
from sm_lint.contracts.model import Contract
from sm_lint.flow.facts import PathAccess
from sm_lint.lint.compliance import Judge, Weight, judge_of_reads
from sm_lint.lint.finding import Severity
from sm_lint.lint.rule import ScriptRule


class UnknownInputPath(ScriptRule):
    """The script reads a container path that is no declared input.

    ## What it does

    Reports a read below `/opt/ml` that lies under no declared input or output, in no place that the platform provides for
    this kind of job, and that the script did not make itself before.

    ## Why is this bad?

    SageMaker mounts what the job declares and nothing else. The script fails with `FileNotFoundError` when the job has
    been starting for minutes, or it finds an empty directory and goes on with no data.

    ## Example

    ```toml
    [tool.sm-lint.contracts.preprocess]
    entry-point = "preprocess.py"
    job = "processing"

    [tool.sm-lint.contracts.preprocess.expected-input-paths]
    raw = "/opt/ml/processing/input"
    ```

    ```python
    import os

    import pandas as pd

    BASE = "/opt/ml/processing"
    frame = pd.read_csv(os.path.join(BASE, "inputs", "data.csv"))
    print(frame.shape)
    ```

    ## Use instead

    ```python
    import os

    import pandas as pd

    BASE = "/opt/ml/processing"
    frame = pd.read_csv(os.path.join(BASE, "input", "data.csv"))
    print(frame.shape)
    ```

    Declare the input where the job does mount it. Files below a declared directory, walks over its ancestors, directories
    that the script makes and fills itself, and mounts that the SDK adds are never reported.

    ## Options

    `allow-paths` of the contract names further places that the script may touch.

    ## References

    - [Build your own processing container](https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html)
    - [How SageMaker provides training information](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html)
    """

    code = "SMC001"
    name = "unknown-input-path"
    per_contract = True

    def begin(self) -> None:
        """Find out what covers a read."""
        contract = self.context.contract
        self._judge: Judge | None = None
        if contract is not None:
            self._judge = judge_of_reads(self.facts, contract, contract.job or self.context.job)

    def visit_Call(self, node: cst.Call) -> None:
        """Look at what a call reads, here or in the module that it leads to."""
        self._check(self.accesses(node))

    def visit_Import(self, node: cst.Import) -> None:
        """Look at what the imported module reads."""
        self._check(self.accesses(node))

    def visit_ImportFrom(self, node: cst.ImportFrom) -> None:
        """Look at what the imported module reads."""
        self._check(self.accesses(node))

    def _check(self, accesses: Sequence[PathAccess]) -> None:
        contract = self.context.contract
        if contract is None or self._judge is None:
            return
        for access in accesses:
            found = self._judge.weigh(access)
            if found is not None:
                self._report(contract, access, found)

    def _report(self, contract: Contract, access: PathAccess, found: Weight) -> None:
        near = nearest_path(access.path, declared_paths(contract))
        self.report(
            access.node,
            f"`{access.path}` is read, but {named(contract)} has no input there"
            + (f"; did you mean `{near}`?" if near else ""),
            severity=Severity.ERROR if found is Weight.CERTAIN else Severity.WARNING,
            notes=[("inputs are declared at", contract.place)],
            origin=access.origin,
        )
