"""SMI616: a version constraint in a Dockerfile that the shell takes for a redirection."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule, Severity
from sm_lint.rules.images import lost_in_image, own_image, taken_as_redirection


class UnquotedConstraintInImage(JobRule):
    """A `RUN` that installs packages has a version constraint without quotes, and the shell takes it for a redirection.

    ## What it does

    Reports `RUN pip install name>=1.2` (also `<`, and of `conda`, `mamba` and `uv`). In the exec form no shell is involved.
    SMI615 is the same for scripts and notebooks.

    ## Why is this bad?

    The build succeeds and the image has any version: `>=1.2` writes what pip says into a file `=1.2`. `<2` looks for a file `2`, and
    the build ends with `No such file or directory`.

    ## Example

    ```dockerfile title="Dockerfile"
    FROM python:3.11-slim
    RUN pip install sagemaker-training>=4.7
    ```

    ## Use instead

    ```dockerfile title="Dockerfile"
    FROM python:3.11-slim
    RUN pip install 'sagemaker-training>=4.7'
    ```

    ## References

    - [Dockerfile reference: the shell form](https://docs.docker.com/reference/dockerfile/#shell-form)
    - [Bash: redirections](https://www.gnu.org/software/bash/manual/html_node/Redirections.html)
    """

    code = "SMI616"
    name = "unquoted-constraint-in-image"
    severity = Severity.WARNING

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the commands of the build."""
        image = own_image(self.context)
        for found in lost_in_image(image) if image is not None else ():
            self.report(found.place, taken_as_redirection(found.file, reads=found.reads))
