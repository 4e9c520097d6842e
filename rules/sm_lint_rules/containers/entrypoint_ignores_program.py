"""SMI611: an ENTRYPOINT that does not run what SageMaker asks for."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule
from sm_lint.rules.images import own_image, swallowed_programs


class EntrypointIgnoresProgram(JobRule):
    """The `ENTRYPOINT` of an image does not run the `train` or `serve` that SageMaker asks for.

    ## What it does

    Reports an `ENTRYPOINT` in the shell form, or with `sh -c`, of an image that is meant for both training and inference: it
    contains `train` and `serve`, or jobs of both kinds run it. Reported is also an `ENTRYPOINT` that is nothing but an interpreter,
    such as `["python"]`, of an image that a training job or a model of the project runs, and that contains no file `train` or
    `serve`.

    The shell form of an image that does one thing is left alone, and so is a program that looks at its argument itself.

    ## Why is this bad?

    SageMaker appends `train` or `serve` to the `ENTRYPOINT`. The shell form drops it, so that the same command runs whatever is
    asked for, and it does not pass on `SIGTERM`. `python train` ends with `can't open file 'train'`.

    ## Example

    ```dockerfile title="Dockerfile"
    FROM python:3.11-slim
    COPY train serve /opt/ml-program/
    ENV PATH=/opt/ml-program:$PATH SAGEMAKER_REGION=eu-west-1
    ENTRYPOINT python /opt/ml-program/serve
    ```

    ```python title="train"
    #!/usr/bin/env python3
    ```

    ```python title="serve"
    #!/usr/bin/env python3
    ```

    ## Use instead

    ```dockerfile title="Dockerfile"
    FROM python:3.11-slim
    COPY --chmod=755 train serve /opt/ml-program/
    ENV PATH=/opt/ml-program:$PATH SAGEMAKER_REGION=eu-west-1
    ```

    ```python title="train"
    #!/usr/bin/env python3
    ```

    ```python title="serve"
    #!/usr/bin/env python3
    ```

    ## References

    - [How SageMaker runs your training image](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-dockerfile.html)
    - [Public thread](https://github.com/aws/sagemaker-training-toolkit/issues/65)
    """

    code = "SMI611"
    name = "entrypoint-ignores-program"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the ENTRYPOINT of an image."""
        image = own_image(self.context)
        found = swallowed_programs(image) if image is not None else None
        if image is None or found is None:
            return
        names = " and ".join(f"`{name}`" for name in found.names)
        if found.reason == "shell":
            message = (
                f"the shell form of ENTRYPOINT drops the argument that SageMaker appends: {names} cannot be asked for; "
                "use the exec form, or no ENTRYPOINT"
            )
        else:
            message = (
                f"SageMaker appends {names} to ENTRYPOINT, and `{found.shown}` takes that for a file, which the image does "
                "not contain; name the script in ENTRYPOINT"
            )
        self.report(image.at(found.line), message, notes=[("run by", job.place) for job in image.jobs[:1]])
