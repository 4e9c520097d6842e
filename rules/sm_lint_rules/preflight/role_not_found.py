"""SMO202: a role that a job, model or pipeline names does not exist."""

from __future__ import annotations

from sm_lint.rules import Rule


class RoleNotFound(Rule):
    """A role that a job, model or pipeline names does not exist.

    ## What it does

    Asks IAM for each role that is named by a literal, by name or ARN. Roles of other accounts are not asked about. Only
    `sm-lint preflight` reports it, which asks AWS; `sm-lint check` never does.

    ## Why is this bad?

    SageMaker refuses the job.

    ## Example

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor(
        role="acme-sagemakr",
        image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme/train:1.4",
        command=["python3"],
        instance_count=1,
        instance_type="ml.m5.xlarge",
    )
    processor.run(code="s3://acme-code/prepare.py")
    ```

    ## Use instead

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor(
        role="acme-sagemaker",
        image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme/train:1.4",
        command=["python3"],
        instance_count=1,
        instance_type="ml.m5.xlarge",
    )
    processor.run(code="s3://acme-code/prepare.py")
    ```

    ## References

    - [GetRole](https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html)
    """

    code = "SMO202"
    name = "role-not-found"
