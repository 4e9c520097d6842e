"""SMI614: files of an image that a job cannot see."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule, Severity
from sm_lint.rules.images import hidden_files, own_image


class FileHiddenByMount(JobRule):
    """An image has files in a place where a job mounts its inputs or its model.

    ## What it does

    Reports a Dockerfile that copies files to where a job that runs the image has something else: the input of a processing job,
    the channels of a training job below `/opt/ml/input/data`, or the model of an endpoint in `/opt/ml/model`. The image is bound to
    the job by the name of its repository, or because the project has no other Dockerfile.

    ## Why is this bad?

    What SageMaker mounts hides what the image has in the same place. On a laptop the file is there, in the job it is not.

    ## Example

    ```dockerfile title="Dockerfile"
    FROM python:3.11-slim
    COPY lookup.csv /opt/ml/processing/input/lookup.csv
    ```

    ```text title="lookup.csv"
    a,b
    ```

    ```python title="launch.py"
    from sagemaker.processing import ProcessingInput, Processor

    Processor("role", "210987654321.dkr.ecr.eu-west-1.amazonaws.com/clean:1", 1, "ml.m5.large").run(
        inputs=[ProcessingInput("s3://bucket/raw", "/opt/ml/processing/input")]
    )
    ```

    ## Use instead

    ```dockerfile title="Dockerfile"
    FROM python:3.11-slim
    COPY lookup.csv /opt/program/lookup.csv
    ```

    ```text title="lookup.csv"
    a,b
    ```

    ```python title="launch.py"
    from sagemaker.processing import ProcessingInput, Processor

    Processor("role", "210987654321.dkr.ecr.eu-west-1.amazonaws.com/clean:1", 1, "ml.m5.large").run(
        inputs=[ProcessingInput("s3://bucket/raw", "/opt/ml/processing/input")]
    )
    ```

    ## References

    - [How SageMaker provides training information](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html)
    - [How SageMaker loads your model artifacts](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html)
    - [Public thread](https://github.com/aws/amazon-sagemaker-examples/issues/621)
    """

    code = "SMI614"
    name = "file-hidden-by-mount"
    severity = Severity.WARNING

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at what an image has where its jobs mount something."""
        image = own_image(self.context)
        for found in hidden_files(image) if image is not None else ():
            assert image is not None
            self.report(
                image.at(found.line),
                f"`{found.path}` is hidden in {found.job.label}, which has other files in `{found.mount}`; copy it elsewhere",
                notes=[("run by", found.job.place)],
                once=found.line,
            )
