"""SMI651: the server of an image is started by its CMD, which SageMaker replaces."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule
from sm_lint.rules.images import misplaced_programs, own_image, web_server


class ServerInCommand(JobRule):
    """An image starts its server by `CMD`, which SageMaker replaces with `serve`.

    ## What it does

    Reports a Dockerfile without `ENTRYPOINT` and without a program `serve` whose `CMD` starts an application with a route
    `/invocations`.

    ## Why is this bad?

    SageMaker runs the container as `docker run image serve`: the word takes the place of the `CMD`, and the endpoint fails with
    `exec: "serve": executable file not found in $PATH`. An `ENTRYPOINT` is kept, and is passed the word.

    ## Example

    ```dockerfile title="Dockerfile"
    FROM python:3.11-slim
    RUN pip install flask gunicorn
    COPY app.py /app/app.py
    WORKDIR /app
    CMD ["gunicorn", "-b", "0.0.0.0:8080", "app:app"]
    ```

    ```python title="app.py"
    from flask import Flask

    app = Flask(__name__)


    @app.route("/invocations", methods=["POST"])
    def invoke():
        return "1", 200
    ```

    ## Use instead

    ```dockerfile title="Dockerfile"
    FROM python:3.11-slim
    RUN pip install flask gunicorn
    COPY app.py /app/app.py
    WORKDIR /app
    ENTRYPOINT ["gunicorn", "-b", "0.0.0.0:8080", "app:app"]
    ```

    ```python title="app.py"
    from flask import Flask

    app = Flask(__name__)


    @app.route("/invocations", methods=["POST"])
    def invoke():
        return "1", 200
    ```

    ## Known limits

    The word `serve` becomes an argument of an `ENTRYPOINT` in brackets. gunicorn ignores it, uvicorn and flask refuse it, and so
    may a program with a parser of its own; without brackets, a shell starts the program, and the word does not reach it.

    The rule is in preview: no such image was found in 245 public repositories, and an image may be for another service.

    ## References

    - [How SageMaker runs your inference image](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html)
    - [Public thread](https://github.com/aws/amazon-sagemaker-examples/issues/628)
    """

    code = "SMI651"
    name = "server-in-command"
    preview = True

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the server that an image starts."""
        image = own_image(self.context)
        server = web_server(image) if image is not None else None
        if image is None or server is None or server.fixed or not image.files.has_no_entrypoint():
            return
        if any(target.endswith("/serve") for target, _, _ in image.files.copies()):
            return  # the program, which SMI610 looks at
        if any(program.name == "serve" for program in misplaced_programs(image)):
            return
        remedy = (
            "write it as `ENTRYPOINT` without brackets, so that the word does not reach it"
            if server.program in ("uvicorn", "hypercorn", "flask")
            else "write it as `ENTRYPOINT`"
        )
        self.report(
            image.at(server.command.line),
            f"SageMaker replaces the `CMD` with `serve`, and the image has no program of this name; {remedy}",
            once="command",
        )
