"""SMX900: something broke inside the linter."""

from __future__ import annotations

from sm_lint.rules import Rule


class InternalError(Rule):
    """Something broke inside the linter.

    ## What it does

    Names the rule, or the part of the linter, that failed on a file. The other rules and files go on, and the run ends with
    status 2.

    ## Why is this bad?

    What that rule would have found in the file is not known. It is a bug of sm-lint or of a plugin, never of the file:
    please report it with the file that it happened on.

    ## Example

    No file is known that makes this happen.

    ## Use instead

    `ignore` the rule that fails, for this file, until it is fixed.
    """

    code = "SMX900"
    name = "internal-error"
