"""SMO201: an image that a job names is not in its registry."""

from __future__ import annotations

from sm_lint.rules import Rule


class ImageNotFound(Rule):
    """An image that a job names is not in its registry.

    ## What it does

    Asks ECR for the tag or digest of each image that a job or model names by a literal, in the account and region of its
    URI. Only `sm-lint preflight` reports it, which asks AWS; `sm-lint check` never does.

    ## Why is this bad?

    The job fails after its instances have started, when the image cannot be pulled.

    ## Example

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor(
        role="acme-sagemaker",
        image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme/train:1.5",
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

    - [BatchGetImage](https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchGetImage.html)
    """

    code = "SMO201"
    name = "image-not-found"
