"""SMX903: a contract that is invalid."""

from __future__ import annotations

from sm_lint.rules import Rule


class InvalidContract(Rule):
    """A contract is invalid.

    ## What it does

    Reports, with line and column in the TOML file, an unknown key, a wrong type, a path that is not absolute or lies outside
    the places of the contract's kind of job, an output inside an input, two names for one path, an invalid version
    specifier, and a limit of SageMaker that is exceeded. The exit status is 2, whatever rules are selected: only `ignore` and
    `per-file-ignores` turn it off. Scripts are still linted, under what could be understood of their contracts.

    ## Why is this bad?

    A contract with a mistake in it does not mean what its author intended, or describes a job that SageMaker refuses.

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
