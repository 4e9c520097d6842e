"""SMX905: a value that could not be resolved."""

from __future__ import annotations

from sm_lint.rules import ScriptRule, Severity, Unresolved


class UnresolvedValue(ScriptRule):
    """A path, variable or argument could not be resolved.

    ## What it does

    Shows where the interpreter lost track of a value. Rules that report something as never used stay silent about a script
    that has such a place; the other rules check known values only.

    ## Why is this bad?

    This is informational. The rule is off by default and explains why a finding that you expected is missing. `sm-lint
    inspect` shows the same together with everything that is known.

    ## Example

    ```python
    import sys

    name = sys.stdin.readline().strip()
    with open(name) as file, open("/opt/ml/processing/output/copy.txt", "w") as copy:
        copy.write(file.read())
    ```

    ## Use instead

    ```python
    name = "/opt/ml/processing/input/names.txt"
    with open(name) as file, open("/opt/ml/processing/output/copy.txt", "w") as copy:
        copy.write(file.read())
    ```
    """

    code = "SMX905"
    name = "unresolved-value"
    severity = Severity.INFO
    enabled = False

    def check_unresolved(self, gap: Unresolved) -> None:
        """Report every value that was not resolved."""
        notes = [] if gap.site.module is self.context.module else [("in", gap.site)]
        self.report(gap.node, f"{gap.subject} not resolved: {gap.why}", notes=notes)
