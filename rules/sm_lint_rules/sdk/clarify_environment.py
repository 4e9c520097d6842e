"""SMJ566: environment variables for the image of Clarify."""

from __future__ import annotations

from sm_lint.rules import Definitions, Job, JobRule, Setting
from sm_lint.rules.jobs import absent, calls_of, entries, runs_clarify


class ClarifyEnvironment(JobRule):
    """The image of Clarify is given environment variables.

    ## What it does

    Reports `env` of a `SageMakerClarifyProcessor`, and of another processing job that runs the Clarify image.

    ## Why is this bad?

    The service rejects the job: `Environment variable is not allowed for the provided image`.

    ## Example

    ```python
    from sagemaker import Session, clarify

    processor = clarify.SageMakerClarifyProcessor(
        role="role", instance_count=1, instance_type="ml.m5.xlarge", sagemaker_session=Session(), env={"TAG": "churn"}
    )
    ```

    ## Use instead

    ```python
    from sagemaker import Session, clarify

    processor = clarify.SageMakerClarifyProcessor(
        role="role", instance_count=1, instance_type="ml.m5.xlarge", sagemaker_session=Session(),
        tags=[{"Key": "TAG", "Value": "churn"}],
    )
    ```

    ## References

    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/4872)
    """

    code = "SMJ566"
    name = "clarify-environment"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the processors of Clarify."""
        for known in calls_of(definitions):
            if "SageMakerClarifyProcessor" in known.names and known.call.name in known.names:
                self._check(known.given.get("env"))

    def check_job(self, job: Job) -> None:
        """Look at other jobs that run the image."""
        if runs_clarify(job):
            self._check(job.environment)

    def _check(self, given: Setting | None) -> None:
        if given is not None and not absent(given) and any(True for _ in entries(given)):
            self.report(
                given.place, "the image of Clarify takes no environment variables; remove `env`", once=given.place
            )
