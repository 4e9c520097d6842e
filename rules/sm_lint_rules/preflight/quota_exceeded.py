"""SMO210: a job needs more instances than the account may have."""

from __future__ import annotations

from sm_lint.rules import Rule


class QuotaExceeded(Rule):
    """A job needs more instances than the account may have.

    ## What it does

    Compares the number of instances of each job and endpoint with the service quota of the account for this type and usage,
    such as `ml.p3.2xlarge for training job usage`. For many types it is 0 in a new account. What runs already is not known.
    Only `sm-lint preflight` reports it, which asks AWS; `sm-lint check` never does.

    ## Why is this bad?

    SageMaker refuses the job with ResourceLimitExceeded.

    ## Example

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor(
        role="acme-sagemaker",
        image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme/train:1.4",
        command=["python3"],
        instance_count=1,
        instance_type="ml.p3.2xlarge",
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

    - [Quotas of SageMaker](https://docs.aws.amazon.com/general/latest/gr/sagemaker.html)
    """

    code = "SMO210"
    name = "quota-exceeded"
