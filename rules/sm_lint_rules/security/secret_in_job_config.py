"""SMS702: a secret in a job definition."""

from __future__ import annotations

import re

from sm_lint.rules import Job, JobRule, Setting, Severity
from sm_lint.rules.jobs import entries, is_written_secret, literal, names_secret

_GIVES_SECRET = re.compile(
    r"\.get_secret_value\b|\.get_token\b|\.get_parameter\b|^getpass\.getpass|^dotenv\.|^keyring\.get_password"
)
_ENVIRONMENT = re.compile(r"""\A(?:f["']\{)?os\.(?:environ\[|environ\.get\(|getenv\()\s*["'](?P<name>\w+)["']""")
_NAME_OF_ONE = re.compile(r"(?:ARN|NAME|ID|PATH|FILE|URL|URI)\Z", re.IGNORECASE)


class SecretInJobConfig(JobRule):
    """A job definition holds a secret.

    ## What it does

    Reports entries of a job's environment and hyperparameters whose name ends like that of a secret (`..._TOKEN`, `PASSWORD`,
    `API_KEY`) and whose value is written out. Placeholders and references, such as the ARN of a secret, are passed over. Warns, too,
    of the value of a call that gives a secret: `HfFolder.get_token()`, `get_secret_value`, `get_parameter`, `getpass`, and a
    variable of the environment that the definition runs in.

    ## Why is this bad?

    Environment and hyperparameters are stored in plain text: the console and `DescribeTrainingJob` show them to everybody who
    may look at jobs, and the API reference says not to put secrets there.

    ## Example

    ```python
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py",
        role="SageMakerRole",
        instance_count=1,
        instance_type="ml.m5.large",
        framework_version="2.1",
        py_version="py310",
        environment={"HF_TOKEN": "hf_QkZzLbWtRyPqVnXsJdMh"},
    )
    estimator.fit()
    ```

    ## Use instead

    ```python
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py",
        role="SageMakerRole",
        instance_count=1,
        instance_type="ml.m5.large",
        framework_version="2.1",
        py_version="py310",
        environment={"HF_TOKEN_SECRET_ARN": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:hf"},
    )
    estimator.fit()
    ```

    ## References

    - [`CreateTrainingJob`](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html): "Do not include
      any security-sensitive information"
    - [Public thread](https://github.com/philschmid/sagemaker-huggingface-llama-2-samples/issues/19)
    """

    code = "SMS702"
    name = "secret-in-job-config"

    def check_job(self, job: Job) -> None:
        """Look at both mappings."""
        for what, mapping in (("environment", job.environment), ("hyperparameters", job.hyperparameters)):
            for key, value in entries(mapping):
                if names_secret(key) and is_written_secret(literal(value) or ""):
                    self.report(
                        value.place,
                        f"`{key}` in the {what} of {job.label} looks like a secret, and anyone who can describe the job can "
                        "read it; keep it in Secrets Manager",
                    )
                elif names_secret(key) and self._is_fetched(value):
                    self.report(
                        value.place,
                        f"`{key}` in the {what} of {job.label} is given the secret itself, and anyone who can describe the job "
                        "can read it; pass its name in Secrets Manager, and fetch it in the script",
                        severity=Severity.WARNING,
                    )

    def _is_fetched(self, setting: Setting) -> bool:
        """Whether the value comes from a call or variable that gives a secret, in the definition itself or by a name there."""
        if setting.known == "variable" or (setting.known == "literal" and not _ENVIRONMENT.search(setting.source)):
            return False
        if _GIVES_SECRET.search(setting.type) or _GIVES_SECRET.search(setting.result_of):
            return True
        source = setting.source
        if source.isidentifier():
            bound = re.search(rf"^[ \t]*{re.escape(source)}[ \t]*=(?!=)[ \t]*(.+)$", self.context.text, re.MULTILINE)
            source = bound[1] if bound is not None else source
        found = _ENVIRONMENT.search(source)
        return found is not None and not _NAME_OF_ONE.search(found["name"])
