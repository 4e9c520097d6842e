"""SMX901: a file that cannot be parsed."""

from __future__ import annotations

from sm_lint.rules import Rule


class SyntaxErrorFound(Rule):
    """The file cannot be parsed.

    ## What it does

    Reports a file, or a notebook cell, that is not valid Python, that cannot be decoded, or that is nested too deeply or too large to be
    parsed safely. No other rule looks at it. A file without any word that a rule starts from is not parsed.

    Of a notebook there is one finding, at the first cell that cannot be parsed; it names the others, and the rest of the notebook is
    judged without them. A cell is read as IPython reads it: magics, shell commands, help, prompts and the indentation of its first line are
    no mistakes. Neither is a cell in another language, nor one that waits for its reader, such as `bucket = <NAME>`, `role = ` or a
    block that has only comments.

    A JSON file that `pipeline-definitions` names is reported if it is not valid JSON, not UTF-8, not an object, or too large.

    Where Python takes a file and only the parser of this linter does not, the finding is informational and says that the
    file was not analysed.

    ## Why is this bad?

    The container's interpreter cannot run it either, and the service refuses such a definition.

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
