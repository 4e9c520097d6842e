"""SMX904: a contract for a script that does not exist."""

from __future__ import annotations

from sm_lint.rules import Rule


class MissingFile(Rule):
    """A contract's entry point, or a path on the command line, does not exist.

    ## What it does

    Reports an `entry-point` that does not match any file under the `src` roots, and a path on the command line that does not exist, which
    ends the run with status 2.

    ## Why is this bad?

    The contract governs nothing: the script was renamed or moved, and nothing checks it any more. A run that checks less than
    it was asked to must not pass.

    ## Example

    ```toml
    [tool.sm-lint.contracts.train]
    entry-point = "trian.py"
    job = "training"
    ```

    ```python title="train.py"
    print("training")
    ```

    ## Use instead

    ```toml
    [tool.sm-lint.contracts.train]
    entry-point = "train.py"
    job = "training"
    ```

    ```python title="train.py"
    print("training")
    ```

    ## Options

    `src` lists the roots under which entry points are looked for.
    """

    code = "SMX904"
    name = "missing-file"
