"""SMI612: an image is to run a script that it does not contain."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule
from sm_lint.rules.images import missing_program, own_image


class MissingImageProgram(JobRule):
    """An image is to run a script that it does not contain.

    ## What it does

    Reports the script of an `ENTRYPOINT` in the exec form that no `COPY` of the Dockerfile brings to where it is run from, and a
    `SAGEMAKER_PROGRAM` that is not in `/opt/ml/code` although files are copied there.

    Nothing is said where the base image is not a plain one, where files come from another image or a URL, or where a command of
    the build may bring them.

    ## Why is this bad?

    The container ends with `can't open file`, after the minutes that it takes to build, push and start it.

    ## Example

    ```dockerfile title="Dockerfile"
    FROM python:3.11-slim
    WORKDIR /opt/program
    COPY src/ /opt/code/
    ENTRYPOINT ["python", "train.py"]
    ```

    ```python title="src/train.py"
    open("/opt/ml/model/model.json", "w")
    ```

    ## Use instead

    ```dockerfile title="Dockerfile"
    FROM python:3.11-slim
    WORKDIR /opt/program
    COPY src/ /opt/program/
    ENTRYPOINT ["python", "train.py"]
    ```

    ```python title="src/train.py"
    open("/opt/ml/model/model.json", "w")
    ```

    ## References

    - [Dockerfile reference: COPY](https://docs.docker.com/reference/dockerfile/#copy)
    - [SAGEMAKER_PROGRAM](https://github.com/aws/sagemaker-training-toolkit#create-a-docker-image-and-train-a-model)
    - [Public thread](https://github.com/aws/sagemaker-containers/issues/195)
    """

    code = "SMI612"
    name = "missing-image-program"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at what an image runs."""
        image = own_image(self.context)
        found = missing_program(image) if image is not None else None
        if image is None or found is None:
            return
        hint = f"; it is copied to `{found.elsewhere}`" if found.elsewhere is not None else "; no COPY brings it"
        self.report(
            image.at(found.line), f"the image is to run `{found.written}`, but does not contain `{found.path}`{hint}"
        )
