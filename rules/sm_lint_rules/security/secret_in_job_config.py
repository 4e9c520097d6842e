"""SMS702: a secret in a job definition."""

from __future__ import annotations

import re

from sm_lint.rules import Job, JobRule, Setting, Severity
from sm_lint.rules.jobs import entries, literal

_SECRET = frozenset({"token", "secret", "password", "passwd", "pwd", "apikey", "passphrase", "credentials"})
_KEYS = frozenset({"api", "access", "private", "secret", "auth", "encryption", "signing"})
_PLACEHOLDER = re.compile(
    r"\A[<\[{(*]|your|xxx|\.\.\.|changeme|placeholder|dummy|example|insert|replace|todo"
    r"|\A(?:none|null|true|false|\d{1,3})\Z",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"arn:|s3://|ssm:|https?://|/opt/ml|\{\{")
_GIVES_SECRET = re.compile(
    r"\.get_secret_value\b|\.get_token\b|\.get_parameter\b|^getpass\.getpass|^dotenv\.|^keyring\.get_password"
)
_ENVIRONMENT = re.compile(r"""\A(?:f["']\{)?os\.(?:environ\[|environ\.get\(|getenv\()\s*["'](?P<name>\w+)["']""")
_NAME_OF_ONE = re.compile(r"(?:ARN|NAME|ID|PATH|FILE|URL|URI)\Z", re.IGNORECASE)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


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
                if names_secret(key) and _is_written_out(value):
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


def names_secret(key: str) -> bool:
    """Whether a name ends like that of a secret: in such a word, or in ``key`` behind one that makes it one."""
    words = [word.lower() for word in _WORD.findall(key)]
    if not words:
        return False
    return words[-1] in _SECRET or (words[-1] == "key" and len(words) > 1 and words[-2] in _KEYS)


def _is_written_out(setting: Setting) -> bool:
    text = (literal(setting) or "").strip().strip("\"'")
    if len(text) <= 3 or " " in text or _REFERENCE.match(text):
        return False
    return "\n" in text or not _PLACEHOLDER.search(text)
