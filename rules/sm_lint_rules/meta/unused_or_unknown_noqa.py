"""SMX902: a suppression that suppresses nothing."""

from __future__ import annotations

from sm_lint.rules import Rule, Severity


class UnusedOrUnknownNoqa(Rule):
    """A suppression has no effect, or names an unknown rule.

    ## What it does

    Reports a `# noqa`, `# sm-lint: ignore` or `# sm-lint: off` comment for a rule that finds nothing there, for a code that
    does not exist, for a rule that may not be suppressed, or without the reason that `require-reason` asks for.

    ## Why is this bad?

    It hides the next finding of that rule on the line, and points a reader to a problem that is gone.

    ## Example

    ```python
    print("done")  # sm-lint: ignore[SMC999]
    ```

    ## Use instead

    ```python
    print("done")
    ```

    ## Options

    `require-reason` wants a reason behind every suppression, `locked` names rules that cannot be suppressed.

    ## Fix safety

    The fix removes the code, or the whole comment where nothing is left of it. It is safe.
    """

    code = "SMX902"
    name = "unused-or-unknown-noqa"
    severity = Severity.WARNING
    fixable = "sometimes"
