"""SMO205: an SQS queue that a step sends to does not exist."""

from __future__ import annotations

from sm_lint.rules import Rule


class QueueNotFound(Rule):
    """An SQS queue that a step sends to does not exist.

    ## What it does

    Asks SQS for each queue that a callback step or a task of a state machine names by its URL. Only `sm-lint preflight`
    reports it, which asks AWS; `sm-lint check` never does.

    ## Why is this bad?

    The step fails when the steps before it have run, and have been paid for.

    ## Example

    ```python
    from sagemaker.workflow.callback_step import CallbackStep

    approve = CallbackStep(
        name="Approve",
        sqs_queue_url="https://sqs.eu-west-1.amazonaws.com/123456789012/approvals",
        inputs={},
    )
    ```

    ## Use instead

    ```python
    from sagemaker.workflow.callback_step import CallbackStep

    approve = CallbackStep(
        name="Approve",
        sqs_queue_url="https://sqs.eu-west-1.amazonaws.com/123456789012/approve",
        inputs={},
    )
    ```

    ## References

    - [GetQueueAttributes](https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html)
    """

    code = "SMO205"
    name = "queue-not-found"
