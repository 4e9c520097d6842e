"""SMO209: an instance type is not offered in the region."""

from __future__ import annotations

from sm_lint.rules import Rule


class InstanceNotOffered(Rule):
    """An instance type is not offered in the region.

    ## What it does

    SageMaker has service quotas for every instance type that it offers in a region. A type without any is not offered
    there. Only `sm-lint preflight` reports it, which asks AWS; `sm-lint check` never does.

    ## Why is this bad?

    SageMaker refuses the job.

    ## Example

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor(
        role="acme-sagemaker",
        image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme/train:1.4",
        command=["python3"],
        instance_count=1,
        instance_type="ml.p5.48xlarge",
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

    code = "SMO209"
    name = "instance-not-offered"
