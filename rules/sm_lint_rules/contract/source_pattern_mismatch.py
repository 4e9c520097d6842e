"""SMC018: a job mounts something that an input does not take."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule
from sm_lint.rules.contracts import named, refused_sources


class SourcePatternMismatch(JobRule):
    """A job mounts something that does not fit the `source-pattern` of the input.

    ## What it does

    Compares the sources of the inputs of a job, and the channels of a training job, with the `source-pattern` that the contract of
    the script has for the input at that path. Only sources that are written as text are judged: what a pipeline variable or a
    property of a step will be is not known.

    ## Why is this bad?

    The script expects one kind of thing there, such as the archive of a model, and the job starts and fails with another.

    ## Example

    ```toml
    [tool.sm-lint.contracts.register]
    entry-point = "register.py"
    job = "processing"
    expected-input-paths.model = { path = "/opt/ml/processing/input/model", source-pattern = "s3://*.tar.gz" }
    ```

    ```python title="pipeline.py"
    from sagemaker.processing import ProcessingInput, ScriptProcessor

    processor = ScriptProcessor("image", ["python3"], "role", 1, "ml.m5.large")
    processor.run(
        code="register.py",
        inputs=[ProcessingInput(source="s3://models/churn/", destination="/opt/ml/processing/input/model")],
    )
    ```

    ```python title="register.py"
    import os

    print(os.listdir("/opt/ml/processing/input/model"))
    ```

    ## Use instead

    ```toml
    [tool.sm-lint.contracts.register]
    entry-point = "register.py"
    job = "processing"
    expected-input-paths.model = { path = "/opt/ml/processing/input/model", source-pattern = "s3://*.tar.gz" }
    ```

    ```python title="pipeline.py"
    from sagemaker.processing import ProcessingInput, ScriptProcessor

    processor = ScriptProcessor("image", ["python3"], "role", 1, "ml.m5.large")
    processor.run(
        code="register.py",
        inputs=[ProcessingInput(source="s3://models/churn/model.tar.gz", destination="/opt/ml/processing/input/model")],
    )
    ```

    ```python title="register.py"
    import os

    print(os.listdir("/opt/ml/processing/input/model"))
    ```

    ## References

    - [ProcessingS3Input](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProcessingS3Input.html)
    """

    code = "SMC018"
    name = "source-pattern-mismatch"

    def check_job(self, job: Job) -> None:
        """Compare what the job mounts with what the contracts of its script take."""
        if job.script is None or job.script.path is None:
            return
        for contract in self.context.governing(job.script.path):
            for entry, source, text in refused_sources(job, contract):
                patterns = " or ".join(f"`{pattern}`" for pattern in entry.source_pattern)
                self.report(
                    source.place,
                    f"`{text}` is mounted as input `{entry.name}`, which takes {patterns} in {named(contract)}",
                    notes=[("declared at", entry.place)],
                    once=(source.place, contract.id),
                )
