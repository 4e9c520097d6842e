"""SMI610: SageMaker does not find `train` or `serve` in an image."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule
from sm_lint.rules.images import Misplaced, misplaced_programs, own_image


class ContainerProgramNotFound(JobRule):
    """An image has no program `train` or `serve` that SageMaker could run.

    ## What it does

    Reports a `train` or `serve` that a Dockerfile without `ENTRYPOINT` copies to a folder that is not on `PATH`, or that is not
    executable: neither on this machine, nor by `COPY --chmod`, nor by a `RUN chmod`, nor by a `chmod` of a script or notebook
    beside the Dockerfile or one folder above, which may build the image. Reported is also an image that a training
    job of the project runs and that has no `train` at all: nothing copies one, and `sagemaker-training`, which brings one, is
    not installed.

    Nothing is said of an image whose base, commands or requirements are not known well enough, nor on Windows of the mode of a
    file.

    ## Why is this bad?

    SageMaker runs the container as `docker run image train`, or `serve`. The job ends with
    `exec: "train": executable file not found in $PATH` or `exec train failed: Permission denied`.

    ## Example

    ```dockerfile title="Dockerfile"
    FROM python:3.11-slim
    COPY container /opt/program
    WORKDIR /opt/program
    ```

    ```python title="container/train"
    #!/usr/bin/env python3
    open("/opt/ml/model/model.json", "w")
    ```

    ## Use instead

    ```dockerfile title="Dockerfile"
    FROM python:3.11-slim
    COPY container /opt/program
    RUN chmod +x /opt/program/train
    ENV PATH=/opt/program:$PATH
    WORKDIR /opt/program
    ```

    ```python title="container/train"
    #!/usr/bin/env python3
    open("/opt/ml/model/model.json", "w")
    ```

    ## References

    - [How SageMaker runs your training image](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-dockerfile.html)
    - [Public thread: train not executable](https://github.com/aws/amazon-sagemaker-examples/issues/744)
    - [Public thread: no train in the image](https://github.com/aws/sagemaker-python-sdk/issues/4113)
    """

    code = "SMI610"
    name = "container-program-not-found"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the programs of an image."""
        image = own_image(self.context)
        for program in misplaced_programs(image) if image is not None else ():
            assert image is not None
            jobs = [job for job in image.jobs if job.kind == ("training" if program.name == "train" else "inference")]
            notes = [("run by", job.place) for job in jobs[:1]]
            self.report(image.at(program.line), _message(program), notes=notes, once=program.name)


def _message(program: Misplaced) -> str:
    name = program.name
    if program.path is None:
        remedy = (
            "install `sagemaker-training`, or copy one to a folder of PATH"
            if name == "train"
            else "copy one to a folder of PATH"
        )
        return f"SageMaker runs `{name}`, and the image has no program of this name; {remedy}"
    folder = program.path.rpartition("/")[0] or "/"
    wrong = []
    if not program.on_path:
        wrong.append(f"`{folder}` is not on PATH")
    if not program.executable:
        wrong.append(f"`{name}` is not executable")
    if program.interpreter == "none":
        wrong.append(f"`{name}` does not begin with `#!` and an interpreter")
    elif program.interpreter:
        wrong.append(f"the first line of `{name}` ends with a carriage return")
    remedy = " and ".join(
        text
        for text, wanted in (
            (f"add `ENV PATH={folder}:$PATH`", not program.on_path),
            (f"`RUN chmod +x {program.path}`", not program.executable),
            ("begin it with `#!/usr/bin/env python3`", program.interpreter == "none"),
            ("end its lines with a line feed alone", program.interpreter == "crlf"),
        )
        if wanted
    )
    return f"SageMaker runs `{name}` from PATH, but {' and '.join(wrong)}; {remedy}"
