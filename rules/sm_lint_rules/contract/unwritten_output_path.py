"""SMC006: an output that stays empty."""

from __future__ import annotations

from sm_lint.rules import Contract, Output, ScriptRule, Severity, contract_fixes
from sm_lint.rules.contracts import empty_output_severity, unwritten_files, unwritten_outputs
from sm_lint.rules.source import opening


class UnwrittenOutputPath(ScriptRule):
    """The script never writes a declared output.

    ## What it does

    Reports an output that the script puts nothing in, and a file of an output's `files` that it never writes. Making the
    directory is not writing to it. Nothing is said of a script that is not fully understood. The output of a job
    definition is a warning where the script uploads files to S3 itself.

    An output that the script misses by a misspelled path is reported by SMC004, where it is written.

    ## Why is this bad?

    The job ends well with an empty prefix in S3, and the step that reads it fails, or trains on nothing.

    ## Example

    ```toml
    [tool.sm-lint.contracts.split]
    entry-point = "split.py"
    job = "processing"

    [tool.sm-lint.contracts.split.expected-input-paths]
    raw = "/opt/ml/processing/input"

    [tool.sm-lint.contracts.split.expected-output-paths]
    train = "/opt/ml/processing/train"
    test = "/opt/ml/processing/test"
    ```

    ```python
    import pandas as pd

    frame = pd.read_csv("/opt/ml/processing/input/data.csv")
    frame[:80].to_csv("/opt/ml/processing/train/train.csv")
    frame[80:].to_csv("/opt/ml/processing/train/test.csv")
    ```

    ## Use instead

    ```python
    import pandas as pd

    frame = pd.read_csv("/opt/ml/processing/input/data.csv")
    frame[:80].to_csv("/opt/ml/processing/train/train.csv")
    frame[80:].to_csv("/opt/ml/processing/test/test.csv")
    ```

    ## Options

    `required = false` on the output makes this an info; `delegates = true` on the contract says that a child process does
    the writing.

    ## Fix safety

    The fix removes it from the contract. It is unsafe: where the script has forgotten it, the contract is right.

    ## References

    - [Build your own processing container](https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html)
    """

    code = "SMC006"
    name = "unwritten-output-path"
    per_contract = True
    fixable = "sometimes"

    def finish(self) -> None:
        """Report outputs, and files of outputs, that are never written."""
        contract = self.context.contract
        if contract is None:
            return
        explained = self._explained(contract)
        by_severity: dict[Severity, list[Output]] = {}
        for output in unwritten_outputs(self.facts, contract):
            if output.place not in explained:
                severity = empty_output_severity(self.facts, contract, output)
                by_severity.setdefault(severity, []).append(output)
        for severity, outputs in by_severity.items():
            listed = [f"`{output.path}` (for `{output.name}`)" for output in outputs]
            paths = f"paths {', '.join(listed[:-1])} and" if listed[1:] else "path"
            self.report(
                opening(self.context.module),
                f"script never writes expected output {paths} {listed[-1]}",
                severity=severity,
                notes=[("declared at", output.place) for output in outputs],
                fix=contract_fixes.contract_fix(
                    self.context,
                    contract,
                    "declare them no more",
                    [contract_fixes.removed(output) for output in outputs],
                ),
            )
        if contract.origin == "job":
            return  # the files of a definition are those that a pipeline reads: property-file-not-written
        for output, file in unwritten_files(self.facts, contract):
            self.report(
                opening(self.context.module),
                f"script never writes `{file}` to output `{output.name}` (`{output.path}`)",
                severity=Severity.ERROR if output.required else Severity.INFO,
                notes=[("declared at", output.place)],
            )

    def _explained(self, contract: Contract) -> set[object]:
        """Where the outputs are declared that undeclared-output-path found to be missed by a misspelled path."""
        reports = [report for report in self.context.reports if report.rule.name == "undeclared-output-path"]
        notes = [note for report in reports if report.contract is contract for note in report.notes]
        return {where for text, where in notes if text == "declared at"}
