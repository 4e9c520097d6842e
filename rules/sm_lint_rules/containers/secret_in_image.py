"""SMI617: a secret in the variables of an image."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule
from sm_lint.rules.images import image_secrets, own_image


class SecretInImage(JobRule):
    """A Dockerfile writes a secret into a variable of the image.

    ## What it does

    Reports `ENV` and `ARG` whose name is that of a secret (`..._TOKEN`, `..._PASSWORD`, `AWS_SECRET_ACCESS_KEY`) and whose value is
    written out. Placeholders, references and values from other variables are left alone.

    ## Why is this bad?

    Whoever can pull the image can read the value, and so can those who see the file. Removing the line later does not remove it from
    the layers of images that were pushed.

    ## Example

    ```dockerfile title="Dockerfile"
    FROM python:3.11-slim
    ENV HF_TOKEN=hf_Zq81LkVd02mTnPqRw
    RUN pip install sagemaker-training
    ```

    ## Use instead

    ```dockerfile title="Dockerfile"
    FROM python:3.11-slim
    RUN --mount=type=secret,id=hf_token pip install sagemaker-training
    ```

    ## References

    - [Dockerfile reference: ENV](https://docs.docker.com/reference/dockerfile/#env): values persist in the image
    - [Build secrets](https://docs.docker.com/build/building/secrets/)
    """

    code = "SMI617"
    name = "secret-in-image"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the variables of the build and of the image."""
        image = own_image(self.context)
        for found in image_secrets(image) if image is not None else ():
            self.report(
                found.place,
                f"`{found.name}` in {found.instruction} looks like a secret, and anyone who can pull the image can read it; keep it in "
                "Secrets Manager, or give it to the build as a secret",
            )
