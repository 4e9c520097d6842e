"""SMX903: a contract that cannot be read."""

from __future__ import annotations

from sm_lint.rules import Rule


class InvalidContract(Rule):
    """A contract is not written as contracts are.

    ## What it does

    Reports, with line and column in the TOML file, an unknown key, a wrong type, a path that is not absolute or lies outside
    the places of the contract's kind of job, an output inside an input, two names for one path, a specifier that is none,
    and a limit of SageMaker that is exceeded. The other contracts are read all the same.

    ## Why is this bad?

    A contract with a mistake in it says something else than its author means, or describes a job that SageMaker refuses.

    ## Example

    ```toml
    [tool.sm-lint.contracts.preprocess]
    entry-point = "preprocess.py"
    job = "processing"

    [tool.sm-lint.contracts.preprocess.expected-input-paths]
    raw = "opt/ml/processing/input"
    ```

    ## Use instead

    ```toml
    [tool.sm-lint.contracts.preprocess]
    entry-point = "preprocess.py"
    job = "processing"

    [tool.sm-lint.contracts.preprocess.expected-input-paths]
    raw = "/opt/ml/processing/input"
    ```
    """

    code = "SMX903"
    name = "invalid-contract"
