"""SMC014: a contract that contradicts itself."""

from __future__ import annotations

from sm_lint.rules import Rule


class InvalidContractKind(Rule):
    """The contract's node, job and paths contradict each other.

    ## What it does

    Reports a contract whose `node` does not go with its outputs (a sink has none), or whose `job` does not go with the
    places of its inputs and outputs. It is found while the contract is read.

    ## Why is this bad?

    Such a contract describes no job that SageMaker could run, so that nothing can be held to it.

    ## Example

    ```toml
    [tool.sm-lint.contracts.register]
    entry-point = "register.py"
    job = "processing"
    node = "sink"

    [tool.sm-lint.contracts.register.expected-output-paths]
    result = "/opt/ml/processing/output"
    ```

    ## Use instead

    ```toml
    [tool.sm-lint.contracts.register]
    entry-point = "register.py"
    job = "processing"
    node = "internal"

    [tool.sm-lint.contracts.register.expected-output-paths]
    result = "/opt/ml/processing/output"
    ```

    ## References

    - [Build your own processing container](https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html)
    """

    code = "SMC014"
    name = "invalid-contract-kind"
