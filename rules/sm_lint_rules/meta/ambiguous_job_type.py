"""SMX906: a script whose kind of job is not known."""

from __future__ import annotations

from sm_lint.rules import ScriptRule, Severity
from sm_lint.rules.source import opening


class AmbiguousJobType(ScriptRule):
    """The kind of job that the script runs in is not known.

    ## What it does

    Reports a script if neither a contract, a job definition nor what the script itself uses shows whether it runs in a
    processing, training, transform or inference container.

    ## Why is this bad?

    This is informational. The rule is off by default and explains why rules that depend on the kind of job report nothing.

    ## Example

    ```python title="tool.py"
    import argparse

    print(argparse.ArgumentParser().parse_args())
    ```

    ## Use instead

    ```toml
    [tool.sm-lint.contracts.tool]
    entry-point = "tool.py"
    job = "processing"
    ```

    ```python title="tool.py"
    import argparse

    print(argparse.ArgumentParser().parse_args())
    ```

    ## Options

    `job-kinds` states the kind of job for files that no contract governs.
    """

    code = "SMX906"
    name = "ambiguous-job-type"
    severity = Severity.INFO
    enabled = False

    def finish(self) -> None:
        """Report a script whose kind of job is not known."""
        if any(job.function is not None for job in self.context.jobs):
            return  # each of these functions runs in a job of its own, and the file as a whole in none
        if self.context.job is None and self.context.is_entry:
            reason = f": {self.context.job_reason}" if self.context.job_reason else ""
            self.report(opening(self.context.module), f"cannot tell which kind of job this script runs in{reason}")
