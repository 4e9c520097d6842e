"""SMJ524: a job that runs the program that starts it."""

from __future__ import annotations

import re

from sm_lint.rules import Job, JobRule

_GUARD = re.compile(r"SM_|/opt/ml|TRAINING_JOB|SAGEMAKER_(?!\w*(?:ROLE|BUCKET|ENDPOINT|PIPELINE|PROJECT|DOMAIN))")
"""What a file says that asks whether it runs in a container; a role or a bucket is what it needs where it launches."""


class EntryPointIsLauncher(JobRule):
    """The script of a job is the file that starts the job.

    ## What it does

    Reports a job whose script is the very file that defines it, where nothing in the file asks whether it runs in a
    container.

    ## Why is this bad?

    The container runs the file, which starts a job, whose container runs the file. It ends at the first import or
    permission that the container lacks; until then it costs money.

    ## Example

    ```python
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="script.py", role="role", instance_count=1, instance_type="ml.m5.xlarge",
        framework_version="2.1", py_version="py310",
    )
    estimator.fit({"train": "s3://data/train"})
    ```

    ## Use instead

    ```python
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py", role="role", instance_count=1, instance_type="ml.m5.xlarge",
        framework_version="2.1", py_version="py310",
    )
    estimator.fit({"train": "s3://data/train"})
    ```

    ```python title="train.py"
    print("trained")
    ```

    ## References

    - [Script mode](https://sagemaker.readthedocs.io/en/v2/overview.html#prepare-a-training-script)
    """

    code = "SMJ524"
    name = "entry-point-is-launcher"

    def check_job(self, job: Job) -> None:
        """Compare the script with the file that defines the job."""
        script = job.script
        if script is None or script.cell or script.path is None or script.path != self.context.path:
            return
        if _GUARD.search(self.context.text) is None:
            self.report(
                script.place,
                f"`{script.written}` is this file itself: the container would run the definition of its own job",
            )
