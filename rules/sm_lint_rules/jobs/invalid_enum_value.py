"""SMJ517: a value that the service does not know."""

from __future__ import annotations

from sm_lint.rules import Definitions, Job, JobRule, NodeEdit, NodeFix, Setting, Severity, did_you_mean, suggest
from sm_lint.rules.jobs import (
    at_field,
    elements,
    endpoint_instance_types,
    has_placeholder,
    is_placeholder_name,
    literal,
)
from sm_lint.rules.platform import JobField, as_of, enumeration, job_field, job_fields
from sm_lint.rules.source import quoted_at

_REGISTERED_FOR = (("inference_instances", "inference"), ("transform_instances", "transform"))


class InvalidEnumValue(JobRule):
    """A setting has a value that the service does not know.

    ## What it does

    Checks literal instance types, by kind of job, those of endpoints and those that a model is registered for, and the modes,
    types and strategies of jobs, inputs and outputs against the values that the service takes. Of a pipeline parameter the default
    is checked.
    The values come from botocore; the finding says from which version, since AWS adds instance types.

    ## Why is this bad?

    The client does not check these values. The service rejects the job, in a pipeline when the step is reached.

    ## Example

    ```python
    from sagemaker.processing import ProcessingOutput
    from sagemaker.sklearn.processing import SKLearnProcessor

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge")
    processor.run(
        code="s3://code/prepare.py",
        outputs=[ProcessingOutput(source="/opt/ml/processing/output", s3_upload_mode="EndofJob")],
    )
    ```

    ## Use instead

    ```python
    from sagemaker.processing import ProcessingOutput
    from sagemaker.sklearn.processing import SKLearnProcessor

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge")
    processor.run(
        code="s3://code/prepare.py",
        outputs=[ProcessingOutput(source="/opt/ml/processing/output", s3_upload_mode="EndOfJob")],
    )
    ```

    ## Fix safety

    The fix writes the closest known value. It is unsafe: another may have been meant.

    ## References

    - [API reference](https://docs.aws.amazon.com/sagemaker/latest/APIReference/Welcome.html)
    """

    code = "SMJ517"
    name = "invalid-enum-value"
    severity = Severity.WARNING
    fixable = "sometimes"

    def check_definitions(self, definitions: Definitions) -> None:
        """Check the instance types of endpoints, and those that models are registered for."""
        for setting in endpoint_instance_types(definitions):
            self._check(setting, job_field("instance type"), "inference")
        for call in definitions.models:
            for key, kind in _REGISTERED_FOR:
                listed = next((setting for name, setting in call.settings if name == key), None)
                for setting in elements(listed):
                    self._check(setting, job_field("instance type"), kind)

    def check_job(self, job: Job) -> None:
        """Check every setting that has an enumeration; what several jobs share is reported once."""
        if job.kind is None:
            return
        for field in job_fields():
            if not field.values or (field.kinds and job.kind not in field.kinds):
                continue
            if field.of == "job":
                self._check(at_field(job.settings, field), field, job.kind)
            else:
                for mount in job.mounts:
                    self._check(at_field(mount.settings, field), field, job.kind)

    def _check(self, setting: Setting | None, field: JobField, kind: str) -> None:
        if setting is not None and setting.known == "variable":
            setting = setting.get("default_value")
        value = literal(setting)
        if setting is None or not value or value in field.extra or has_placeholder(value):
            return
        values = enumeration(field.values.replace("*", "endpoint" if kind == "inference" else kind))
        if value in values:
            return
        close = suggest(value, values)
        if close is None and is_placeholder_name(value):
            return
        where = "a call"
        if field.name == "instance type":
            where = "an endpoint" if kind == "inference" else f"a {kind} job"
        self.report(
            setting.place,
            f"`{value}` is not {_article(field.name)} of {where} known to botocore {as_of()}{did_you_mean(close, '; ')}",
            fix=self._fix(setting, value, close) if close else None,
            once=setting.place,
        )

    def _fix(self, setting: Setting, value: str, close: str) -> NodeFix | None:
        place = quoted_at(setting.place, value, self.context)
        return NodeFix(f'write "{close}"', (NodeEdit(place, close, value),)) if place is not None else None


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
