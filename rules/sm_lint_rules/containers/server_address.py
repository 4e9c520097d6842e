"""SMI650: the server of an image listens where SageMaker does not ask."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule, Place, Span
from sm_lint.rules.images import addresses, is_wrong, own_image, web_server


class ServerAddress(JobRule):
    """The server of an image listens on another port than 8080, or on the container's own address alone.

    ## What it does

    Looks at images whose `ENTRYPOINT` starts an application with a route `/invocations`: by `python app.py` with Flask's `app.run()` or
    `uvicorn.run()`, or by gunicorn, uvicorn, hypercorn or flask.

    ## Why is this bad?

    SageMaker sends `GET /ping` and `POST /invocations` to port 8080 of the container, from outside of it. The endpoint fails after some
    minutes with `did not pass the ping health check`, and the log shows no request. Flask's default is `127.0.0.1:5000`.

    ## Example

    ```dockerfile title="Dockerfile"
    FROM python:3.11-slim
    RUN pip install flask
    COPY app.py /app/app.py
    WORKDIR /app
    ENTRYPOINT ["python", "app.py"]
    ```

    ```python title="app.py"
    from flask import Flask

    app = Flask(__name__)


    @app.route("/ping")
    def ping():
        return "", 200


    @app.route("/invocations", methods=["POST"])
    def invoke():
        return "1", 200


    if __name__ == "__main__":
        app.run(host="0.0.0.0", port=5000)
    ```

    ## Use instead

    ```dockerfile title="Dockerfile"
    FROM python:3.11-slim
    RUN pip install flask
    COPY app.py /app/app.py
    WORKDIR /app
    ENTRYPOINT ["python", "app.py"]
    ```

    ```python title="app.py"
    from flask import Flask

    app = Flask(__name__)


    @app.route("/ping")
    def ping():
        return "", 200


    @app.route("/invocations", methods=["POST"])
    def invoke():
        return "1", 200


    if __name__ == "__main__":
        app.run(host="0.0.0.0", port=8080)
    ```

    ## Known limits

    Left alone are images with nginx or another proxy, that use `SAGEMAKER_BIND_TO_PORT`, or whose address is not written as a constant.

    The rule is in preview: no such server was found in 245 public repositories, and another program of the image may forward the requests.

    ## References

    - [How containers serve requests](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html)
    - [Public thread: the same symptom](https://github.com/aws/amazon-sagemaker-examples/issues/1113)
    """

    code = "SMI650"
    name = "server-address"
    preview = True

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the server that an image starts."""
        image = own_image(self.context)
        server = web_server(image) if image is not None else None
        if image is None or server is None or not server.fixed:
            return
        found = list(addresses(image, server))
        if not found or not all(map(is_wrong, found)):
            return
        address = found[0]
        place = (
            Place(server.path, Span(address.line, 1, address.line, 1))
            if address.line
            else image.at(server.command.line)
        )
        shown = f"{address.host or '...'}:{address.port or '...'}"
        self.report(
            place,
            f"the server listens on `{shown}`, and SageMaker sends requests to port 8080 from outside the container; let it listen on "
            "`0.0.0.0:8080`",
            notes=[("started here", image.at(server.command.line))] if address.line else [],
            once="address",
        )
