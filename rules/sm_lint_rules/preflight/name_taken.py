"""SMO211: something of the name that a definition creates exists already."""

from __future__ import annotations

from sm_lint.rules import Rule, Severity


class NameTaken(Rule):
    """Something of the name that a definition creates exists already.

    ## What it does

    Asks SageMaker for the models, endpoints, endpoint configurations, jobs and pipelines that a call creates under a
    literal name. A file that updates, describes or deletes things of the kind is left alone: it may take care of the old
    one. Only `sm-lint preflight` reports it, which asks AWS; `sm-lint check` never does.

    ## Why is this bad?

    The call fails: names of models, endpoints and jobs are unique in an account and region.

    ## Example

    ```python
    import boto3

    boto3.client("sagemaker").create_endpoint(EndpointName="fraud", EndpointConfigName="fraud-2")
    ```

    ## Use instead

    ```python
    import boto3

    boto3.client("sagemaker").create_endpoint(EndpointName="fraud-2", EndpointConfigName="fraud-2")
    ```

    ## References

    - [CreateEndpoint](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html)
    """

    code = "SMO211"
    name = "name-taken"
    severity = Severity.WARNING
