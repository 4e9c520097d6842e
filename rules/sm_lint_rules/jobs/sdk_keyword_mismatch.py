"""SMJ522: a keyword of SDK v2 in a call of v3."""

from __future__ import annotations

from collections.abc import Sequence

from sm_lint.jobs.model import Job, Setting
from sm_lint.lint.rule import JobRule
from sm_lint.sagemaker.sdk_changes import instead_in_v3

_STEPS = {
    "ProcessingStep": "step_args=processor.run(...)",
    "TrainingStep": "step_args=trainer.train(...)",
    "TuningStep": "step_args=tuner.tune(...)",
    "TransformStep": "step_args=transformer.transform(...)",
}
"""What a step of v3 takes; a job is called after its step where the step is given no `step_args`."""


class SdkKeywordMismatch(JobRule):
    """A keyword of SDK v2 is used where the imports are those of v3.

    ## What it does

    Reports keywords of v2 in calls of the classes that v3 has for the same purpose: `ProcessingInput` and
    `ProcessingOutput`, steps, `FrameworkProcessor`, `ModelTrainer`. The imports decide which generation of the SDK is meant.

    ## Why is this bad?

    The shapes of v3 forbid keywords that they do not know: `Extra inputs are not permitted`.

    ## Example

    ```python
    from sagemaker.core.processing import ScriptProcessor
    from sagemaker.core.shapes import ProcessingInput

    processor = ScriptProcessor(image_uri="image", command=["python3"], instance_count=1, instance_type="ml.m5.xlarge")
    processor.run(
        code="s3://code/prepare.py",
        inputs=[ProcessingInput(input_name="raw", source="s3://data/raw", destination="/opt/ml/processing/input")],
    )
    ```

    ## Use instead

    ```python
    from sagemaker.core.processing import ScriptProcessor
    from sagemaker.core.shapes import ProcessingInput, ProcessingS3Input

    processor = ScriptProcessor(image_uri="image", command=["python3"], instance_count=1, instance_type="ml.m5.xlarge")
    processor.run(
        code="s3://code/prepare.py",
        inputs=[
            ProcessingInput(
                input_name="raw",
                s3_input=ProcessingS3Input(
                    s3_uri="s3://data/raw", local_path="/opt/ml/processing/input", s3_data_type="S3Prefix"
                ),
            )
        ],
    )
    ```

    ## References

    - [Migration to v3](https://github.com/aws/sagemaker-python-sdk/blob/master/migration.md)
    """

    code = "SMJ522"
    name = "sdk-keyword-mismatch"

    def begin(self) -> None:
        """Forget the calls of the last file."""
        self._seen: set[object] = set()

    def check_job(self, job: Job) -> None:
        """Look at the keywords of a job of v3, its step, and its inputs and outputs."""
        if job.dialect != "v3":
            return
        self._check(job.class_name, job.class_name, job.settings)
        if job.api in _STEPS:
            self.report(
                job.place, f"`{job.api}` is given the object itself as in SDK v2; in v3 it takes `{_STEPS[job.api]}`"
            )
        if job.kind == "processing":
            for mount in job.mounts:
                self._check(mount.direction, f"Processing{mount.direction.capitalize()}", mount.settings)

    def _check(self, of: str, shown: str, settings: Sequence[tuple[str, Setting]]) -> None:
        for keyword, setting in settings:
            instead = instead_in_v3(of, keyword)
            if instead is not None and setting.place not in self._seen:
                self._seen.add(setting.place)
                self.report(setting.place, f"`{keyword}` is SDK v2; {shown} of v3 takes {_quoted(instead)}")


def _quoted(instead: str) -> str:
    return instead if instead.startswith("`") else f"`{instead}`"
