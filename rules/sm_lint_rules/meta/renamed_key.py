"""SMX908: an option or a key of a contract that is written by a former name."""

from __future__ import annotations

from sm_lint.rules import Rule, Severity


class RenamedKey(Rule):
    """An option or a contract key is written by a former name.

    ## What it does

    Reports an option, or a key of a contract, that has another name by now. The old name still works.

    ## Why is this bad?

    This is informational: the old name is removed after one minor version of warning at least, and is an unknown key then.
    A key that is written by both names is a mistake, as neither value wins: see SMX903 and SMX907.

    ## Example

    No key has been renamed so far.

    ## Use instead

    The name that the message says.

    ## Options

    `severity` makes it fail a run: `severity = { SMX908 = "error" }`.
    """

    code = "SMX908"
    name = "renamed-key"
    severity = Severity.INFO
