"""SMX904: a contract for a script that is not there."""

from __future__ import annotations

from sm_lint.rules import Rule


class MissingFile(Rule):
    """A contract's entry point, or a path on the command line, is not there.

    ## What it does

    Reports an `entry-point` that names no file under the `src` roots, and a path on the command line that is not there, which
    ends the run with status 2.

    ## Why is this bad?

    The contract governs nothing: the script was renamed or moved, and is no longer held to anything. A run that looks at less than
    it was told to must not pass.

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
