"""SMO203: a role does not trust SageMaker, which then cannot assume it."""

from __future__ import annotations

from sm_lint.rules import Rule


class RoleWithoutTrust(Rule):
    """A role does not trust SageMaker, which then cannot assume it.

    ## What it does

    Reads the trust policy of each role that a job, model or pipeline names, and looks for `sagemaker.amazonaws.com` among
    the services that may assume it. Conditions are taken to hold. Only `sm-lint preflight` reports it, which asks AWS;
    `sm-lint check` never does.

    ## Why is this bad?

    SageMaker refuses the job: it cannot assume the role.

    ## Example

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor(
        role="acme-lambda",
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

    - [Roles of SageMaker](https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html)
    """

    code = "SMO203"
    name = "role-without-trust"
