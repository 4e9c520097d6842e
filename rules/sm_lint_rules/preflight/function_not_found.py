"""SMO204: a Lambda function that a step calls does not exist."""

from __future__ import annotations

from sm_lint.rules import Rule


class FunctionNotFound(Rule):
    """A Lambda function that a step calls does not exist.

    ## What it does

    Asks Lambda for each function that a step of a pipeline or a task of a state machine names. A function that the step
    creates from a script is not asked about. Only `sm-lint preflight` reports it, which asks AWS; `sm-lint check` never
    does.

    ## Why is this bad?

    The step fails when the steps before it have run, and have been paid for.

    ## Example

    ```python
    from sagemaker.lambda_helper import Lambda
    from sagemaker.workflow.lambda_step import LambdaStep

    score = LambdaStep(
        name="Score",
        lambda_func=Lambda(function_arn="arn:aws:lambda:eu-west-1:123456789012:function:scores"),
        inputs={},
    )
    ```

    ## Use instead

    ```python
    from sagemaker.lambda_helper import Lambda
    from sagemaker.workflow.lambda_step import LambdaStep

    score = LambdaStep(
        name="Score",
        lambda_func=Lambda(function_arn="arn:aws:lambda:eu-west-1:123456789012:function:score"),
        inputs={},
    )
    ```

    ## References

    - [GetFunctionConfiguration](https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html)
    """

    code = "SMO204"
    name = "function-not-found"
