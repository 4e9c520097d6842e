"""SMO207: a KMS key that a job names does not exist, or cannot be used."""

from __future__ import annotations

from sm_lint.rules import Rule


class UnusableKey(Rule):
    """A KMS key that a job names does not exist, or cannot be used.

    ## What it does

    Asks KMS for each key that encrypts volumes or outputs: by id, ARN or alias. A key that is disabled or about to be
    deleted cannot be used. Only `sm-lint preflight` reports it, which asks AWS; `sm-lint check` never does.

    ## Why is this bad?

    SageMaker refuses the job, or it fails when it writes.

    ## Example

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor(
        role="acme-sagemaker",
        image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme/train:1.4",
        command=["python3"],
        instance_count=1,
        instance_type="ml.m5.xlarge",
            volume_kms_key="alias/acme-old",
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
            volume_kms_key="alias/acme",
    )
    processor.run(code="s3://acme-code/prepare.py")
    ```

    ## References

    - [DescribeKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html)
    """

    code = "SMO207"
    name = "unusable-key"
