"""SMO208: a subnet or security group that a job names does not exist in the region."""

from __future__ import annotations

from sm_lint.rules import Rule


class NetworkNotFound(Rule):
    """A subnet or security group that a job names does not exist in the region.

    ## What it does

    Asks EC2 for the subnets and security groups that jobs and models name by literals. Only `sm-lint preflight` reports it,
    which asks AWS; `sm-lint check` never does.

    ## Why is this bad?

    SageMaker refuses the job.

    ## Example

    ```python
    from sagemaker.model import Model

    model = Model(
        image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme/train:1.4",
        role="acme-sagemaker",
        vpc_config={"Subnets": ["subnet-0a1c"], "SecurityGroupIds": ["sg-0a1b"]},
    )
    ```

    ## Use instead

    ```python
    from sagemaker.model import Model

    model = Model(
        image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme/train:1.4",
        role="acme-sagemaker",
        vpc_config={"Subnets": ["subnet-0a1b"], "SecurityGroupIds": ["sg-0a1b"]},
    )
    ```

    ## References

    - [DescribeSubnets](https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html)
    """

    code = "SMO208"
    name = "network-not-found"
