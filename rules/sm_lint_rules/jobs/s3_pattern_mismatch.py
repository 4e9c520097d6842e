"""SMJ598: the destination of an output that does not fit the project's pattern."""

from __future__ import annotations

from sm_lint.rules import Definitions, Job, JobRule, Mount, Setting, Severity
from sm_lint.rules.jobs import Destination, DestinationPattern, absent, literal, of_direction, same_name, shape
from sm_lint.rules.platform import suffix_kind


class S3PatternMismatch(JobRule):
    """The destination of an output does not fit the `s3-pattern` of the project.

    ## What it does

    Compares the destinations of the outputs of processing jobs with `s3-pattern`, where that is set. Reports a destination that

    - does not fit, whatever its unknown parts are;
    - names another step, output or pipeline than the one that it belongs to, for `{step}`, `{output}` and `{pipeline}`; upper and
      lower case, hyphens and underscores count as equal;
    - has a constant where `{execution}` stands for the id of the execution;
    - is the destination of another step too;
    - ends like the name of a file, although it is a prefix.

    Outputs without a destination are not judged: the SDK makes one.

    ## Why is this bad?

    Whoever looks for the data of a step finds it by the pattern, and so do permissions and lifecycle rules. Two steps, or two
    executions, that write to one prefix mix their files.

    ## Example

    ```toml
    [tool.sm-lint]
    s3-pattern = "s3://{bucket}/{pipeline}/{execution}/{step}/{output}"
    ```

    ```python
    from sagemaker.processing import ProcessingOutput, ScriptProcessor

    processor = ScriptProcessor("image", ["python3"], "role", 1, "ml.m5.large")
    processor.run(
        code="s3://code/prepare.py",
        outputs=[ProcessingOutput(source="/opt/ml/processing/train", destination="s3://data/train.csv")],
    )
    ```

    ## Use instead

    ```toml
    [tool.sm-lint]
    s3-pattern = "s3://{bucket}/{pipeline}/{execution}/{step}/{output}"
    ```

    ```python
    from sagemaker.processing import ProcessingOutput, ScriptProcessor
    from sagemaker.workflow.execution_variables import ExecutionVariables
    from sagemaker.workflow.functions import Join

    processor = ScriptProcessor("image", ["python3"], "role", 1, "ml.m5.large")
    processor.run(
        code="s3://code/prepare.py",
        outputs=[
            ProcessingOutput(
                output_name="train",
                source="/opt/ml/processing/train",
                destination=Join(
                    on="/",
                    values=["s3://data", "churn", ExecutionVariables.PIPELINE_EXECUTION_ID, "prepare", "train"],
                ),
            )
        ],
    )
    ```

    ## Options

    - `s3-pattern`

    ## References

    - [ProcessingS3Output](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProcessingS3Output.html)
    """

    code = "SMJ598"
    name = "s3-pattern-mismatch"
    severity = Severity.WARNING

    def check_definitions(self, definitions: Definitions) -> None:
        """Compare all destinations with the pattern, and with each other."""
        text = self.context.settings.s3_pattern
        if text is None:
            return
        pattern = DestinationPattern(text)
        names = {literal(pipeline.name) for pipeline in definitions.pipelines}
        pipeline = names.pop() if len(names) == 1 else None
        seen: dict[object, tuple[Job, Setting]] = {}
        for job in definitions.jobs:
            if job.place.path != definitions.path or job.kind != "processing":
                continue
            for output in of_direction(job.mounts, "output"):
                remote = output.remote
                if remote is not None and not absent(remote):
                    self._check(pattern, job, output, remote, pipeline)
                    self._compare(job, remote, seen)

    def _check(
        self, pattern: DestinationPattern, job: Job, output: Mount, remote: Setting, pipeline: str | None
    ) -> None:
        destination = Destination(remote)
        last = destination.text.rstrip("/").rpartition("/")[2]
        if destination.text.startswith("s3://") and last.isprintable() and suffix_kind(last) == "file":
            message = (
                f"`{destination.shown}` ends like the name of a file, and is the prefix of all files of the output"
            )
            self.report(remote.place, message, once=(remote.place, "suffix"))
            return
        if not pattern.fits(destination):
            self.report(
                remote.place,
                f"`{destination.shown}` does not fit the pattern `{pattern.text}`",
                once=(remote.place, "pattern"),
            )
            return
        values = pattern.values(destination) if destination.is_known else None
        if values is None:
            return
        known = {"step": job.step, "output": literal(output.name), "pipeline": pipeline}
        for placeholder, found in values.items():
            wanted = known.get(placeholder)
            if placeholder == "execution" and found.isprintable():
                message = f"`{found}` stands where the id of the execution belongs: each execution overwrites the last"
                self.report(remote.place, message, once=(remote.place, placeholder))
            elif wanted is not None and found.isprintable() and not same_name(found, wanted):
                message = f"`{found}` stands where the {placeholder} `{wanted}` belongs in `{pattern.text}`"
                self.report(remote.place, message, once=(remote.place, placeholder))

    def _compare(self, job: Job, remote: Setting, seen: dict[object, tuple[Job, Setting]]) -> None:
        """Report a destination that an earlier step has as well."""
        key = (remote.text or "").rstrip("/") if remote.known == "literal" else shape(remote)
        if not key or job.step is None:
            return
        other, first = seen.setdefault(key, (job, remote))
        if other.step != job.step and first.place != remote.place:
            self.report(
                remote.place,
                f"{job.label} and {other.label} write to one destination: their files mix",
                notes=[("the other goes there at", first.place)],
                once=(remote.place, "shared"),
            )
