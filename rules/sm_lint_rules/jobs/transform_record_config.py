"""SMJ516: settings of a batch transform that contradict each other."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule, Setting, Severity
from sm_lint.rules.jobs import absent, find, literal, number
from sm_lint.rules.platform import limit


class TransformRecordConfig(JobRule):
    """The settings of a batch transform contradict each other.

    ## What it does

    Reports a payload, or a payload times the number of concurrent transforms, of more than 100 MB; `MultiRecord` where nothing is
    said of how files are split into records; and input that is joined line by line to output that is not assembled by line.

    ## Why is this bad?

    The first is rejected by the service. Without `split_type` the strategy has no effect and each file is sent whole; that is
    informational, and not reported where `split_type="None"` says it. Joined output whose records are not put on lines of their own cannot be told apart.

    ## Example

    ```python
    from sagemaker.transformer import Transformer

    transformer = Transformer("model", 1, "ml.m5.xlarge", max_payload=50, max_concurrent_transforms=4)
    transformer.transform("s3://data/batch", split_type="Line")
    ```

    ## Use instead

    ```python
    from sagemaker.transformer import Transformer

    transformer = Transformer("model", 1, "ml.m5.xlarge", max_payload=25, max_concurrent_transforms=4)
    transformer.transform("s3://data/batch", split_type="Line")
    ```

    ## References

    - [CreateTransformJob](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html)
    """

    code = "SMJ516"
    name = "transform-record-config"

    def check_job(self, job: Job) -> None:
        """Hold the settings of a transform job against each other."""
        if job.kind != "transform":
            return
        payload, concurrent = find(job, "maximum payload"), find(job, "concurrent transforms")
        most = limit("transform-payload")
        size, count = number(payload), number(concurrent)
        if payload is not None and size is not None and size * max(count or 1, 1) > most:
            what = f"{size:g} MB" if size > most else f"{size:g} MB times {count:g} concurrent transforms"
            self.report(payload.place, f"a payload of {what} is more than the {most} MB that the service takes")
        if not job.open_settings:
            self._check_records(job)

    def _check_records(self, job: Job) -> None:
        split, strategy = find(job, "split type"), find(job, "strategy")
        if strategy is not None and literal(strategy) == "MultiRecord" and absent(split):
            self.report(
                strategy.place,
                "`MultiRecord` has no effect without split_type: each file is sent whole; set split_type or leave it out",
                severity=Severity.INFO,
            )
        join, assembly = find(job, "join source"), find(job, "assembly")
        if join is not None and literal(join) == "Input" and literal(split) == "Line" and _none(assembly):
            self.report(
                join.place, 'input is joined line by line, but the output has no lines; set assemble_with="Line"'
            )


def _none(setting: Setting | None) -> bool:
    return absent(setting) or literal(setting) == "None"
