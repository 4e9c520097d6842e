"""SMJ591: arguments of `@step` or `@remote` that the SDK refuses."""

from __future__ import annotations

from sm_lint.rules import Definitions, Job, JobRule
from sm_lint.rules.jobs import LocalFiles, absent, literal, number
from sm_lint.rules.platform import function_arguments

_SEVERAL = ("spark_config", "use_torchrun", "use_mpirun")


class InvalidFunctionArgument(JobRule):
    """A decorator that makes a job of a function has arguments that the SDK refuses.

    ## What it does

    Looks at `@step`, `@remote` and `RemoteExecutor`: a file in `dependencies` or `pre_execution_script` that does not exist,
    relative to the definition and to each folder above it; `dependencies` that are neither a text file of requirements, a YAML file
    of conda, nor `auto_capture`; arguments that exclude each other; several instances without Spark, torchrun or mpirun.

    ## Why is this bad?

    The SDK ends with a `ValueError` or a `FileNotFoundError` when the function is called, or when the pipeline is made.

    ## Example

    ```python title="pipeline.py"
    from sagemaker.remote_function import remote


    @remote(instance_type="ml.m5.xlarge", dependencies="requirement.txt")
    def divide(x, y):
        return x / y
    ```

    ```text title="requirements.txt"
    pandas
    ```

    ## Use instead

    ```python title="pipeline.py"
    from sagemaker.remote_function import remote


    @remote(instance_type="ml.m5.xlarge", dependencies="requirements.txt")
    def divide(x, y):
        return x / y
    ```

    ```text title="requirements.txt"
    pandas
    ```

    ## References

    - [sagemaker 2.257.7: remote_function/job.py, client.py](https://pypi.org/project/sagemaker/2.257.7/)
    - [Run your local code as a SageMaker training job](https://docs.aws.amazon.com/sagemaker/latest/dg/train-remote-decorator.html)
    """

    code = "SMJ591"
    name = "invalid-function-argument"
    documents = False
    preview = True

    def check_definitions(self, definitions: Definitions) -> None:
        """Prepare the search for files."""
        self._local = LocalFiles(self.context, definitions)

    def check_job(self, job: Job) -> None:
        """Look at the arguments of a decorator or an executor."""
        if job.function is None:
            return
        self._dependencies(job)
        for first, second in function_arguments().conflicts:
            pair = [job.setting(name) for name in (first, second)]
            given = [setting for setting in pair if setting is not None and setting.known != "unknown"]
            if len(given) == 2 and not any(map(absent, given)):
                self.report(given[1].place, f"`{second}` cannot be given together with `{first}`", once=job.place)
        count = job.setting("instance_count")
        several = number(count)
        if count is None or several is None or several <= 1 or job.open_settings or job.api == "step":
            return
        if all(job.setting(name) is None for name in _SEVERAL):
            self.report(
                count.place,
                f"`{job.api}` runs a function on one instance unless it is given `spark_config`, `use_torchrun` or `use_mpirun`",
                once=count.place,
            )

    def _dependencies(self, job: Job) -> None:
        needs = function_arguments()
        given = job.setting("dependencies")
        text = literal(given)
        if given is not None and text and text != needs.captured and not text.endswith(needs.suffixes):
            self.report(
                given.place,
                f"`dependencies` is `{text}`; it takes a file of requirements (.txt), one of conda (.yml), or "
                f"`{needs.captured}`",
                once=given.place,
            )
            return
        for name in needs.files:
            setting = job.setting(name)
            if setting is None or literal(setting) == needs.captured:
                continue
            missing = self._local.missing(setting)
            if missing is not None:
                self.report(setting.place, f"`{name}` names `{missing}`, which does not exist", once=setting.place)
