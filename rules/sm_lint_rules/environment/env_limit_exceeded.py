"""SME204: an environment that is larger than the service takes."""

from __future__ import annotations

import re

from sm_lint.rules import Job, JobRule, Setting
from sm_lint.rules.jobs import entries, literal
from sm_lint.rules.platform import limit, name_pattern


class EnvLimitExceeded(JobRule):
    """A job's environment breaks a limit of the service.

    ## What it does

    Counts the variables of a job's environment and measures their names and values, against the limits of its kind of job:
    a processing job takes values of 256 characters, a transform job no more than 16 variables. Names must be those of
    shell variables.

    ## Why is this bad?

    The client does not check these limits. The service rejects the job, in a pipeline when the step is reached.

    ## Example

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor("role", "image", ["python3"], 1, "ml.m5.xlarge", env={"batch-size": "32"})
    processor.run(code="s3://code/prepare.py")
    ```

    ## Use instead

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor("role", "image", ["python3"], 1, "ml.m5.xlarge", env={"BATCH_SIZE": "32"})
    processor.run(code="s3://code/prepare.py")
    ```

    ## References

    - [CreateProcessingJob](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateProcessingJob.html)
    - [sagemaker-python-sdk#2932](https://github.com/aws/sagemaker-python-sdk/issues/2932)
    """

    code = "SME204"
    name = "env-limit-exceeded"

    def check_job(self, job: Job) -> None:
        """Measure the environment; a mapping that several jobs share is reported once."""
        environment = job.environment
        if environment is None or job.kind is None:
            return
        count = len(environment.keys)
        most = self._most_variables(job)
        if environment.known == "literal" and count > most:
            what = "tuning" if _is_tuned(job) else job.kind
            self.report(
                environment.place, f"{count} environment variables; a {what} job takes {most}", once=environment.place
            )
        for key, value in entries(environment):
            self._check_entry(job.kind, key, value)

    def _most_variables(self, job: Job) -> int:
        return limit("tuning-environment") if _is_tuned(job) else limit(f"{job.kind}-environment")

    def _check_entry(self, kind: str, key: str, value: Setting) -> None:
        if not re.fullmatch(name_pattern("environment-name"), key):
            self.report(
                value.place,
                f"`{key}` is not a valid environment variable name; use only letters, digits and `_`",
                once=(value.place, key),
            )
            return
        text = literal(value) or ""
        for what, length, id in (
            ("name", len(key), f"{kind}-environment-key"),
            ("value", len(text), f"{kind}-environment-value"),
        ):
            if length > limit(id):
                self.report(
                    value.place,
                    f"the {what} of `{key[:40]}` has {length} characters; a {kind} job takes {limit(id)}",
                    once=(value.place, key, what),
                )


def _is_tuned(job: Job) -> bool:
    return job.setting("objective_metric_name") is not None
