"""SMC001: a read of a path that no input provides."""

from __future__ import annotations

import posixpath

from sm_lint.rules import Contract, JobKind, Message, NodeFix, PathAccess, Severity, contract_fixes, did_you_mean
from sm_lint.rules.contracts import (
    AccessChecker,
    CheckedAccesses,
    declared_paths,
    input_path,
    misplaced_input,
    nearest_path,
    read_checker,
    unmade_places,
    unused_input_severity,
    unused_inputs,
)


class UnknownInputPath(CheckedAccesses):
    """The script reads a container path that is not a declared input.

    ## What it does

    Reports a read below `/opt/ml` that lies under no declared input or output, in no place that the platform provides for
    this kind of job, and that the script did not make itself before.

    Where the path differs by one misspelled part from an input that is not used, the finding names that input too, and SMC005
    does not report it.

    ## Why is this bad?

    SageMaker mounts what the job declares and nothing else. The script fails with `FileNotFoundError` after
    minutes of start-up, or it finds an empty directory and goes on with no data.

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

    ## Fix safety

    The fix declares it in the file of the contract. It is unsafe: where the script is wrong, the contract must not follow it. There is
    no fix where a declared name or path is near.

    ## References

    - [Build your own processing container](https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html)
    - [How SageMaker provides training information](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html)
    """

    code = "SMC001"
    name = "unknown-input-path"
    fixable = "sometimes"

    def checker(self, contract: Contract, kind: JobKind | None) -> AccessChecker | None:
        """Check reads."""
        self._unused = list(unused_inputs(self.facts, contract, kind))
        launch = next((job for job in self.context.launched_by if job.contract is contract), None)
        return read_checker(self.facts, contract, kind, unmade_places(launch))

    def report_access(self, contract: Contract, access: PathAccess, severity: Severity) -> None:
        """Report the missing input, and the one that is not used because of it."""
        meant = misplaced_input(access, self._unused, contract)
        unused, notes = "", [("inputs are declared at", contract.place)]
        nearest = nearest_path(access.path, declared_paths(contract))
        if meant is not None:
            unused, nearest = f", and input `{meant.name}` is not used", input_path(meant, contract)
            notes = [("declared at", meant.place)]
            severity = max(severity, unused_input_severity(contract, meant), key=lambda each: each.rank)
        self.report(
            access.node,
            Message(
                "`{path}` is read, but {contract} has no input there{unused}{hint}",
                path=access.path,
                unused=unused,
                hint=did_you_mean(nearest, "; "),
            ),
            severity=severity,
            notes=notes,
            origin=access.origin,
            once=(id(access.node), posixpath.dirname(access.path), contract.id),  # a call may read one of several names
            fix=self._fix(contract, access) if nearest is None else None,
        )

    def _fix(self, contract: Contract, access: PathAccess) -> NodeFix | None:
        """Declare the input, where the path is not likely to be misspelled."""
        missing = contract_fixes.missing_input(self.context, contract, access)
        return (
            contract_fixes.contract_fix(self.context, contract, f"declare {missing.text}", [missing])
            if missing is not None
            else None
        )
