"""SMJ590: a function that runs as a job, and uses what only other jobs have."""

from __future__ import annotations

import libcst as cst

from sm_lint.rules import EnvRead, EnvWrite, Fact, Job, JobRule, PathAccess
from sm_lint.rules.jobs import entries, is_in_sdk_config
from sm_lint.rules.platform import is_under, lacks_folder, lacks_variable
from sm_lint.rules.source import walk


class FunctionWithoutInput(JobRule):
    """A function that runs as a job uses a path or a variable that its job does not have.

    ## What it does

    Reports, in functions with `@step` or `@remote` and in those that a `RemoteExecutor` is given: a file below
    `/opt/ml/processing` or in a channel below `/opt/ml/input/data` that is read, a file below `/opt/ml/processing` that is
    written and not used again, and a variable of the training toolkit, such as `SM_CHANNEL_TRAIN` or `SM_HPS`, that the function
    cannot do without. Variables of `environment_variables` and of the SDK's configuration are left alone, and so are tests for
    existence, defaults and handlers.

    ## Why is this bad?

    The SDK runs the function in a training job of its own making: it has no channel with data, no mount of a processing job, and
    no training toolkit. Data reach a function as arguments and leave it as its result, or by way of S3.

    ## Example

    ```python title="pipeline.py"
    import pandas as pd
    from sagemaker.workflow.function_step import step


    @step(name="Prepare", instance_type="ml.m5.xlarge")
    def prepare():
        return pd.read_csv("/opt/ml/processing/input/data.csv")
    ```

    ## Use instead

    ```python title="pipeline.py"
    import pandas as pd
    from sagemaker.workflow.function_step import step


    @step(name="Prepare", instance_type="ml.m5.xlarge")
    def prepare(uri):
        return pd.read_csv(uri)
    ```

    ## Known limits

    What other functions do that the function calls is not looked at.

    ## References

    - [Lift-and-shift Python code with the @step decorator](https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-step-decorator.html)
    - [Run your local code as a SageMaker training job](https://docs.aws.amazon.com/sagemaker/latest/dg/train-remote-decorator.html)
    - [sagemaker 2.257.7: remote_function/job.py, bootstrap_runtime_environment.py](https://pypi.org/project/sagemaker/2.257.7/)
    """

    code = "SMJ590"
    name = "function-without-input"
    documents = False
    preview = True

    def check_job(self, job: Job) -> None:
        """Look at what a function in this file does."""
        if job.function is None or job.function.path != self.context.path:
            return
        functions = self.context.module.order.of(cst.FunctionDef)
        node = next((each for each in functions if self.context.place(each.name) == job.function), None)
        if node is None:
            return
        inside = {id(each) for each in walk(node.body)}
        shown = f"`{node.name.value}`"
        for access in self.facts.all(PathAccess):
            if id(access.node) in inside:
                self._access(access, shown)
        for read in self.facts.all(EnvRead):
            if id(read.node) in inside:
                self._variable(read, job, shown)

    def _access(self, access: PathAccess, shown: str) -> None:
        if not access.exact or not _is_sure(access) or access.own or not lacks_folder(access.path):
            return
        if access.mode == "read":
            if not self._is_made(access.path):
                self.report(
                    access.node,
                    f"`{access.path}` does not exist in the job that runs {shown}, which has no inputs of its own; "
                    "pass the data, or their URI, as an argument",
                    once=access.path,
                )
        elif access.mode == "write" and is_under(access.path, "/opt/ml/processing") and not self._is_used(access.path):
            self.report(
                access.node,
                f"`{access.path}` is lost when the job that runs {shown} ends, since it has no outputs of its own; "
                "return the data, or upload them",
                once=access.path,
            )

    def _variable(self, read: EnvRead, job: Job, shown: str) -> None:
        if not read.required or "*" in read.name or not _is_sure(read) or not lacks_variable(read.name):
            return
        given = job.environment
        if given is not None and (given.open or given.known != "literal" or read.name in dict(entries(given))):
            return
        if (given is None and job.open_settings) or any(fact.name == read.name for fact in self.facts.all(EnvWrite)):
            return
        settings = self.context.settings
        if settings.ignores_variable(read.name):
            return
        if is_in_sdk_config(read.name.encode(), self.context.path, settings.root, self.context.files):
            return
        self.report(
            read.node,
            f"`{read.name}` is set by the training toolkit, which does not run {shown}: the function fails with a "
            "KeyError; pass the value as an argument",
            once=read.name,
        )

    def _is_made(self, path: str) -> bool:
        """Whether the file itself writes there, or makes the folder."""
        return any(
            made.mode == "write" and (is_under(path, made.path) or is_under(made.path, path))
            for made in self.facts.all(PathAccess)
        )

    def _is_used(self, path: str) -> bool:
        return any(
            used.mode == "read" and (is_under(path, used.path) or is_under(used.path, path))
            for used in self.facts.all(PathAccess)
        )


def _is_sure(fact: Fact) -> bool:
    return not fact.conditional and not fact.guarded
