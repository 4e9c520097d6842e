"""SME201: a variable of the training toolkit in another kind of job."""

from __future__ import annotations

from sm_lint.rules import EnvRead, EnvWrite, PathAccess, ScriptRule
from sm_lint.rules.contracts import variable
from sm_lint.rules.jobs import absent
from sm_lint.rules.platform import is_under, platform_variable, root
from sm_lint.rules.scripts import served_here

IN_IMAGES = frozenset({"SM_MODEL_DIR"})
"""Variables that some images carry themselves: the Dockerfiles of scikit-learn and XGBoost set them for every job."""


class ToolkitEnvOutsideTraining(ScriptRule):
    """A variable that only training jobs have is read in another kind of job.

    ## What it does

    Reports a variable of the training toolkit, such as `SM_CHANNEL_TRAIN` or `SM_HOSTS`, that a processing, transform or
    inference script cannot do without. The kind of job must be evident: a contract or a job definition says it, the script works
    below `/opt/ml/processing`, or it is called `inference.py`. A default, a probe with `in`, a handler for `KeyError`, or a contract or job
    definition that sets the variable make it silent.

    ## Why is this bad?

    `SM_*` are set by the training toolkit, not by SageMaker. A processing job has nothing but the variables of its own
    definition: the script fails with a `KeyError`.

    ## Example

    ```toml
    [tool.sm-lint.contracts.evaluate]
    entry-point = "evaluate.py"
    job = "processing"
    ```

    ```python
    import os

    print(os.listdir(os.environ["SM_CHANNEL_TEST"]))
    ```

    ## Use instead

    ```toml
    [tool.sm-lint.contracts.evaluate]
    entry-point = "evaluate.py"
    job = "processing"
    expected-input-paths = { test = "/opt/ml/processing/test" }
    ```

    ```python
    import os

    print(os.listdir("/opt/ml/processing/test"))
    ```

    ## Options

    `ignore-env-vars` lists names and globs that may be read freely, `job-kinds` states the kind of job of a file.

    ## References

    - [How Amazon SageMaker runs your processing container](https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html)
    - [Environment variables of the training toolkit](https://github.com/aws/sagemaker-training-toolkit/blob/master/ENVIRONMENT_VARIABLES.md)
    """

    code = "SME201"
    name = "toolkit-env-outside-training"

    def begin(self) -> bool:
        """Skip scripts that may run in training jobs; collect the variables that the script sets itself."""
        job = self.context.job
        if job is None or job == "training" or not self._is_evident():
            return False
        self._written = {fact.name for fact in self.facts.all(EnvWrite)}
        return True

    def check_env_read(self, read: EnvRead) -> None:
        """Report each variable where it is first wanted."""
        if read.name in self._written or not self._is_missing(read):
            return
        job, reason = self.context.job, self.context.job_reason
        self.report(
            read.node,
            f"`{read.name}` is set by the training toolkit and does not exist in {job} jobs: the script exits with a "
            "KeyError; read a path or variable of the job's own",
            notes=[(f"{job} job: {reason}", None)] if reason else [],
            once=read.name,
        )

    def _is_evident(self) -> bool:
        """Is the kind of job more than a guess? A script that reads these variables may be meant for training after all."""
        context = self.context
        if context.contracts:
            return True
        if context.job == "processing":
            return any(
                access.certain and is_under(access.path, root("processing")) for access in self.facts.all(PathAccess)
            )
        return served_here(context)

    def _is_missing(self, read: EnvRead) -> bool:
        if not read.required or not read.reached or read.conditional or read.guarded or "*" in read.name:
            return False
        if read.name in IN_IMAGES or self.context.settings.ignores_variable(read.name):
            return False
        known = platform_variable(read.name, None)
        if known is None or known.setter != "training-toolkit" or platform_variable(read.name, self.context.job):
            return False
        if any(variable(read.name, contract) is not None for contract in self.context.contracts):
            return False
        return self._is_bare_endpoint() or not any(contract.open_environment for contract in self.context.contracts)

    def _is_bare_endpoint(self) -> bool:
        """Whether the script serves models alone that are given no variables: what else sets some is the image."""
        jobs = self.context.launched_by
        return bool(jobs) and all(
            job.kind == "inference" and not job.open_settings and job.api != "create_model" and absent(job.environment)
            for job in jobs
        )
