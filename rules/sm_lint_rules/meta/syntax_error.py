"""SMX901: a file that is not Python."""

from __future__ import annotations

from sm_lint.lint.rule import Rule


class SyntaxErrorFound(Rule):
    """The file cannot be parsed.

    ## What it does

    Reports a file, or a notebook cell, that is not valid Python, that cannot be decoded, or that is nested too deeply or
    too large to be parsed safely. No other rule looks at it. A file in which no word stands that any rule starts from is
    not parsed.

    ## Why is this bad?

    The container's interpreter cannot run it either.

    ## Example

    ```python
    import os

    print(os.environ["SM_MODEL_DIR"]
    ```

    ## Use instead

    ```python
    import os

    print(os.environ["SM_MODEL_DIR"])
    ```
    """

    code = "SMX901"
    name = "syntax-error"
