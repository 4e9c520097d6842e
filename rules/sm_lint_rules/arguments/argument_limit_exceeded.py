"""SMA308: arguments or hyperparameters that are more than the service takes."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule, Setting, Severity
from sm_lint.rules.jobs import absent, elements, entries, find, literal
from sm_lint.rules.platform import is_kept_from_script, limit, runs_own_image


class ArgumentLimitExceeded(JobRule):
    """The arguments or hyperparameters of a job break a limit of the service.

    ## What it does

    Counts and measures the arguments of a processing job (100 of 256 characters each) and the hyperparameters of a training
    job (100, names of 256 characters, values of 2,500). Values between 256 characters, which the documentation names, and
    2,500, which the service takes, are a warning.

    Under the estimators of SDK v2 that run SageMaker's own images, also warns of hyperparameters whose names begin with `sagemaker_`
    and are none that the training toolkit or the SDK knows.

    ## Why is this bad?

    The client does not check these limits. The service rejects the job, in a pipeline when the step is reached. Names with
    `sagemaker_` are reserved: the training toolkit takes them out before it calls the script, which goes on with its default.

    ## Example

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor("role", "image", ["python3"], 1, "ml.m5.xlarge")
    processor.run(code="s3://code/prepare.py", arguments=["--columns", "a_column," * 40])
    ```

    ## Use instead

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor("role", "image", ["python3"], 1, "ml.m5.xlarge")
    processor.run(code="s3://code/prepare.py", arguments=["--columns-file", "/opt/ml/processing/input/columns.txt"])
    ```

    ## References

    - [ContainerArguments](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AppSpecification.html)
    - [sagemaker-python-sdk#5224](https://github.com/aws/sagemaker-python-sdk/issues/5224)
    - [Hyperparameters of the training toolkit](https://github.com/aws/sagemaker-training-toolkit/blob/master/src/sagemaker_training/params.py)
    """

    code = "SMA308"
    name = "argument-limit-exceeded"

    def check_job(self, job: Job) -> None:
        """Measure both; what several jobs share is reported once."""
        if job.kind == "processing":
            self._check_arguments(job.arguments)
        elif job.kind == "training":
            self._check_hyperparameters(job.hyperparameters)
            if job.dialect == "v2" and runs_own_image(job.class_name) and absent(find(job, "image")):
                self._check_names(job.hyperparameters)

    def _check_arguments(self, arguments: Setting | None) -> None:
        items = elements(arguments)
        most = limit("processing-arguments")
        if arguments is not None and len(items) > most:
            self._say(arguments, f"{len(items)} arguments; a processing job takes {most}")
        longest = limit("processing-argument-length")
        for item in items:
            text = literal(item) or ""
            if len(text) > longest:
                self._say(item, f"`{text[:40]}...` has {len(text)} characters; an argument may have {longest}")

    def _check_hyperparameters(self, hyperparameters: Setting | None) -> None:
        if hyperparameters is None:
            return
        most = limit("hyperparameters")
        if len(hyperparameters.keys) > most:
            self._say(hyperparameters, f"{len(hyperparameters.keys)} hyperparameters; a training job takes {most}")
        for key, value in entries(hyperparameters):
            if len(key) > limit("hyperparameter-key"):
                self._say(value, f"the name `{key[:40]}...` has {len(key)} characters; a hyperparameter's may have "
                          f"{limit('hyperparameter-key')}")  # fmt: skip
            self._check_value(key, value)

    def _check_names(self, hyperparameters: Setting | None) -> None:
        for key, value in entries(hyperparameters):
            if is_kept_from_script(key):
                self._say(
                    value,
                    f"hyperparameter `{key}` does not reach the script: the training toolkit keeps names that begin with "
                    "`sagemaker_`; rename it",
                    Severity.WARNING,
                )

    def _check_value(self, key: str, value: Setting) -> None:
        length = len(literal(value) or "")
        most, documented = limit("hyperparameter-value"), limit("hyperparameter-value-documented")
        if length > most:
            self._say(value, f"hyperparameter `{key}` has {length} characters; the service takes {most}")
        elif length > documented:
            self._say(
                value,
                f"hyperparameter `{key}` has {length} characters; the documentation allows {documented}",
                Severity.WARNING,
            )

    def _say(self, setting: Setting, message: str, severity: Severity = Severity.ERROR) -> None:
        self.report(setting.place, message, severity=severity, once=setting.place)
