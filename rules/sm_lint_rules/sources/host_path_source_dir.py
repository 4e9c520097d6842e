"""SMJ525: source code under a path of one machine."""

from __future__ import annotations

import re

from sm_lint.rules import Job, JobRule, Severity
from sm_lint.rules.jobs import find, literal
from sm_lint.rules.platform import is_container_path

_ABSOLUTE = re.compile(r"/(?!tmp(/|$)|$)|~/|[A-Za-z]:[\\/]")


class HostPathSourceDir(JobRule):
    """The source directory is an absolute path of one machine.

    ## What it does

    Reports a literal `source_dir` that is an absolute path, or begins with `~`. A path that is worked out from `__file__`
    or the working directory is fine, and so are `/tmp` and container paths.

    ## Why is this bad?

    The job can only be started on the machine that has the path: not by a colleague, and not by the build.

    ## Example

    ```python
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py", source_dir="/home/ec2-user/SageMaker/project/src", role="role", instance_count=1,
        instance_type="ml.m5.xlarge", framework_version="2.1", py_version="py310",
    )
    estimator.fit({"train": "s3://data/train"})
    ```

    ## Use instead

    ```python
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py", source_dir="src", role="role", instance_count=1,
        instance_type="ml.m5.xlarge", framework_version="2.1", py_version="py310",
    )
    estimator.fit({"train": "s3://data/train"})
    ```

    ```python title="src/train.py"
    print("trained")
    ```

    ## References

    - `source_dir` in the [estimators of the SDK](https://sagemaker.readthedocs.io/en/v2/api/training/estimators.html)
    """

    code = "SMJ525"
    name = "host-path-source-dir"
    severity = Severity.WARNING

    def check_job(self, job: Job) -> None:
        """Look at the source directory of a job; one that several jobs share is reported once."""
        setting = find(job, "source directory")
        path = literal(setting)
        if setting is None or path is None or not _ABSOLUTE.match(path) or is_container_path(path):
            return
        if self._is_written(path):
            self.report(
                setting.place,
                f"`{path}` exists on one machine only; give source_dir relative to the project",
                once=setting.place,
            )

    def _is_written(self, path: str) -> bool:
        """Whether the path is written in the file as it is, rather than returned by a call."""
        text = self.context.text
        return f'"{path}"' in text or f"'{path}'" in text
