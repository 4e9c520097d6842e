"""SMC005: an input that the script never looks at."""

from __future__ import annotations

from sm_lint.rules import Input, ScriptRule, Severity
from sm_lint.rules.contracts import input_path, unused_inputs
from sm_lint.rules.source import opening


class UnusedInputPath(ScriptRule):
    """The script does not use a declared input.

    ## What it does

    Reports an input whose path, and everything below it, the script never reads, lists, probes, walks over or passes on.
    Nothing is said of a script that is not fully understood, nor of mounts that hold code.

    ## Why is this bad?

    Either the script reads its data from somewhere else, and the job runs on the wrong data, or SageMaker downloads for
    minutes what nobody needs.

    ## Example

    ```toml
    [tool.sm-lint.contracts.train]
    entry-point = "train.py"
    job = "training"

    [tool.sm-lint.contracts.train.expected-input-paths]
    train = "/opt/ml/input/data/train"
    validation = "/opt/ml/input/data/validation"
    ```

    ```python
    import os

    import pandas as pd

    prefix = "/opt/ml/"
    input_path = os.path.join(prefix, "input/data")
    train = pd.read_csv(os.path.join(input_path, "train", "data.csv"))
    validation = pd.read_csv(os.path.join(input_path, "train", "validation.csv"))
    print(len(train), len(validation))
    ```

    ## Use instead

    ```python
    import os

    import pandas as pd

    prefix = "/opt/ml/"
    input_path = os.path.join(prefix, "input/data")
    train = pd.read_csv(os.path.join(input_path, "train", "data.csv"))
    validation = pd.read_csv(os.path.join(input_path, "validation", "data.csv"))
    print(len(train), len(validation))
    ```

    ## Options

    `required = false` on the input makes this an info; `delegates = true` on the contract says that a child process does
    the reading.

    ## References

    - [How SageMaker provides training information](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html)
    """

    code = "SMC005"
    name = "unused-input-path"
    per_contract = True

    def finish(self) -> None:
        """Report inputs that are never touched."""
        contract = self.context.contract
        if contract is None:
            return
        usual = Severity.WARNING if contract.origin == "job" else Severity.ERROR
        by_severity: dict[Severity, list[Input]] = {}
        for entry in unused_inputs(self.facts, contract, contract.job or self.context.job):
            by_severity.setdefault(usual if entry.required else Severity.INFO, []).append(entry)
        for severity, entries in by_severity.items():
            listed = [f"`{input_path(entry, contract)}` (for `{entry.name}`)" for entry in entries]
            paths = f"paths {', '.join(listed[:-1])} and" if listed[1:] else "path"
            self.report(
                opening(self.context.module),
                f"script does not use expected input {paths} {listed[-1]}",
                severity=severity,
                notes=[("declared at", entry.place) for entry in entries],
            )
