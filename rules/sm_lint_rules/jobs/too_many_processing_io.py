"""SMJ505: more inputs or outputs than a processing job takes."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule
from sm_lint.rules.jobs import of_direction, sdk_inputs
from sm_lint.rules.platform import limit


class TooManyProcessingIo(JobRule):
    """A processing job has more inputs or outputs than SageMaker takes.

    ## What it does

    Counts the inputs and outputs of a processing job. The SDK mounts the script as an input of its own, so that a
    `ScriptProcessor` has room for 9 inputs and a `FrameworkProcessor` for 8.

    ## Why is this bad?

    Neither the SDK nor `pipeline.upsert()` counts. The service rejects the job when it is started, in a pipeline after all
    the steps before it: `Member must have length less than or equal to 10`.

    ## Example

    ```python
    from sagemaker.processing import ProcessingInput
    from sagemaker.sklearn.processing import SKLearnProcessor

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge")
    processor.run(
        code="s3://code/prepare.py",
        inputs=[
            ProcessingInput(source="s3://data/0", destination="/opt/ml/processing/input/0"),
            ProcessingInput(source="s3://data/1", destination="/opt/ml/processing/input/1"),
            ProcessingInput(source="s3://data/2", destination="/opt/ml/processing/input/2"),
            ProcessingInput(source="s3://data/3", destination="/opt/ml/processing/input/3"),
            ProcessingInput(source="s3://data/4", destination="/opt/ml/processing/input/4"),
            ProcessingInput(source="s3://data/5", destination="/opt/ml/processing/input/5"),
            ProcessingInput(source="s3://data/6", destination="/opt/ml/processing/input/6"),
            ProcessingInput(source="s3://data/7", destination="/opt/ml/processing/input/7"),
            ProcessingInput(source="s3://data/8", destination="/opt/ml/processing/input/8"),
            ProcessingInput(source="s3://data/9", destination="/opt/ml/processing/input/9"),
        ],
    )
    ```

    ## Use instead

    ```python
    from sagemaker.processing import ProcessingInput
    from sagemaker.sklearn.processing import SKLearnProcessor

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge")
    processor.run(
        code="s3://code/prepare.py",
        inputs=[ProcessingInput(source="s3://data", destination="/opt/ml/processing/input")],
    )
    ```

    ## References

    - [sagemaker-python-sdk#2554](https://github.com/aws/sagemaker-python-sdk/issues/2554)
    """

    code = "SMJ505"
    name = "too-many-processing-io"

    def check_job(self, job: Job) -> None:
        """Count the mounts of a processing job."""
        if job.kind != "processing":
            return
        most = limit("processing-inputs")
        added = len(sdk_inputs(job))
        inputs = of_direction(job.mounts, "input")
        if len(inputs) + added > most:
            room = (
                f"{most} inputs, of which {job.class_name} takes {added} for the script" if added else f"{most} inputs"
            )
            self.report(inputs[most - added].place, f"{job.label} has {len(inputs)} inputs; there is room for {room}")
        outputs = of_direction(job.mounts, "output")
        most = limit("processing-outputs")
        if len(outputs) > most:
            self.report(outputs[most].place, f"{job.label} has {len(outputs)} outputs; there is room for {most}")
