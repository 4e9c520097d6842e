"""SMC005: an input that the script never looks at."""

from __future__ import annotations

from sm_lint.rules import Contract, Input, ScriptRule, Severity, contract_fixes
from sm_lint.rules.contracts import (
    channel_reads,
    has_channels,
    input_path,
    meant_channels,
    required_channels,
    runs_from,
    unused_input_severity,
    unused_inputs,
)
from sm_lint.rules.source import opening


class UnusedInputPath(ScriptRule):
    """The script does not use a declared input.

    ## What it does

    Reports an input whose path, and everything below it, the script never reads, lists, probes, walks over or passes on.
    Nothing is said of a script that is not fully understood, nor of mounts that hold code.

    An input that the script misses by a misspelled path is reported by SMC001, where it is read, and one that it looks for under
    the name of another channel by SMC010.

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

    ## Fix safety

    The fix removes it from the contract. It is unsafe: where the script has forgotten it, the contract is right.

    ## References

    - [How SageMaker provides training information](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html)
    """

    code = "SMC005"
    name = "unused-input-path"
    per_contract = True
    fixable = "sometimes"

    def finish(self) -> None:
        """Report inputs that are never touched."""
        contract = self.context.contract
        if contract is None:
            return
        explained = self._explained(contract)
        by_severity: dict[Severity, list[Input]] = {}
        unused = list(unused_inputs(self.facts, contract, contract.job or self.context.job))
        explained |= {entry.place for entry in meant_channels(self._unknown_channels(contract), unused).values()}
        for entry in unused:
            jobs = (job for job in self.context.launched_by if job.contract is contract)
            if entry.place not in explained and not runs_from(input_path(entry, contract) or "", jobs):
                by_severity.setdefault(unused_input_severity(contract, entry), []).append(entry)
        for severity, entries in by_severity.items():
            listed = [f"`{input_path(entry, contract)}` (for `{entry.name}`)" for entry in entries]
            paths = f"paths {', '.join(listed[:-1])} and" if listed[1:] else "path"
            self.report(
                opening(self.context.module),
                f"script does not use expected input {paths} {listed[-1]}",
                severity=severity,
                notes=[("declared at", entry.place) for entry in entries],
                fix=contract_fixes.contract_fix(
                    self.context, contract, "declare them no more", [contract_fixes.removed(entry) for entry in entries]
                ),
            )

    def _unknown_channels(self, contract: Contract) -> list[str]:
        """The channels that are read and not declared, which unknown-channel reports."""
        if contract.open_inputs or not has_channels(contract):
            return []
        wanted = [channel for channel, _, _ in required_channels(self.facts, contract)]
        return [*wanted, *(channel for channel, _, _ in channel_reads(self.facts, contract))]

    def _explained(self, contract: Contract) -> set[object]:
        """Where the inputs are declared that unknown-input-path found to be missed by a misspelled path."""
        reports = [report for report in self.context.reports if report.rule.name == "unknown-input-path"]
        notes = [note for report in reports if report.contract is contract for note in report.notes]
        return {where for text, where in notes if text == "declared at"}
