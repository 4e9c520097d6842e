"""SME203: a value of a job's environment that is not a string."""

from __future__ import annotations

from sm_lint.rules import Applicability, Job, JobRule, NodeEdit, NodeFix, Setting
from sm_lint.rules.jobs import entries

_TYPES = ("int", "float", "bool", "None")


class EnvValueNotString(JobRule):
    """A value in a job's environment is not a string.

    ## What it does

    Reports numbers, truth values and `None` as values of a job's environment.

    ## Why is this bad?

    An environment variable is a string, and the client takes nothing else:
    `Invalid type for parameter Environment.EPOCHS, value: 3, type: <class 'int'>, valid types: <class 'str'>`. In a pipeline
    the service says so when the step is reached.

    ## Example

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor("role", "image", ["python3"], 1, "ml.m5.xlarge", env={"EPOCHS": 3})
    processor.run(code="s3://code/prepare.py")
    ```

    ## Use instead

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor("role", "image", ["python3"], 1, "ml.m5.xlarge", env={"EPOCHS": "3"})
    processor.run(code="s3://code/prepare.py")
    ```

    ## Fix safety

    The fix puts a number or truth value in quotes. It is safe: without them the job does not start.

    ## References

    - [CreateProcessingJob](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateProcessingJob.html)
    """

    code = "SME203"
    name = "env-value-not-string"
    fixable = "sometimes"

    def check_job(self, job: Job) -> None:
        """Look at the values; a mapping that several jobs share is reported once."""
        for key, value in entries(job.environment):
            if value.known != "literal" or value.type not in _TYPES:
                continue
            self.report(
                value.place,
                f"environment value for `{key}` is {_shown(value)}, not a string",
                fix=_quoted(value),
                once=value.place,
            )


def _shown(value: Setting) -> str:
    return "None" if value.type == "None" else f"the {value.type} {value.text}"


def _quoted(value: Setting) -> NodeFix | None:
    if value.text is None or value.source != value.text:
        return None
    return NodeFix("put it in quotes", (NodeEdit(value.place, f'"{value.text}"', value.source),), Applicability.SAFE)
