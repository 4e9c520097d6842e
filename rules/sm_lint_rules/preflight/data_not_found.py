"""SMO206: a bucket does not exist, or nothing is at a location in S3 that a job reads."""

from __future__ import annotations

from sm_lint.rules import Rule


class DataNotFound(Rule):
    """A bucket does not exist, or nothing is at a location in S3 that a job reads.

    ## What it does

    Asks S3 for one object at each location that a job or model reads, and for the bucket of each location that it writes
    to. Locations that a job or an upload of the project may write are not asked about, except for their bucket. Only
    `sm-lint preflight` reports it, which asks AWS; `sm-lint check` never does.

    ## Why is this bad?

    The job fails after its instances have started, when its inputs are downloaded, or at the end, when its outputs are
    uploaded.

    ## Example

    ```python
    from sagemaker.processing import ProcessingInput, ScriptProcessor

    processor = ScriptProcessor(
        role="acme-sagemaker",
        image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme/train:1.4",
        command=["python3"],
        instance_count=1,
        instance_type="ml.m5.xlarge",
    )
    processor.run(code="s3://acme-code/prepare.py", inputs=[ProcessingInput("s3://acme-data/raww", "/opt/ml/processing/input")])
    ```

    ## Use instead

    ```python
    from sagemaker.processing import ProcessingInput, ScriptProcessor

    processor = ScriptProcessor(
        role="acme-sagemaker",
        image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme/train:1.4",
        command=["python3"],
        instance_count=1,
        instance_type="ml.m5.xlarge",
    )
    processor.run(code="s3://acme-code/prepare.py", inputs=[ProcessingInput("s3://acme-data/raw", "/opt/ml/processing/input")])
    ```

    ## References

    - [ListObjectsV2](https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html)
    - [HeadBucket](https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html)
    """

    code = "SMO206"
    name = "data-not-found"
