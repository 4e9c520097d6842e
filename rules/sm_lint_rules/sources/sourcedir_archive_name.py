"""SMJ518: source code in S3 under a name that the SDK does not unpack."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule
from sm_lint.rules.jobs import find, literal


class SourcedirArchiveName(JobRule):
    """A `source_dir` in S3 is not the archive that the SDK expects.

    ## What it does

    Reports a `source_dir` that is an S3 URI and does not end in `.tar.gz`, and for a `FrameworkProcessor` one that is not
    called `sourcedir.tar.gz`.

    ## Why is this bad?

    The container downloads the object and unpacks it: a prefix cannot be unpacked. The start script of a
    `FrameworkProcessor` unpacks `sourcedir.tar.gz` by that name, `tar (child): sourcedir.tar.gz: Cannot open`.

    ## Example

    ```python
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py", source_dir="s3://code/training/", role="role", instance_count=1,
        instance_type="ml.m5.xlarge", framework_version="2.1", py_version="py310",
    )
    estimator.fit({"train": "s3://data/train"})
    ```

    ## Use instead

    ```python
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py", source_dir="s3://code/training/sourcedir.tar.gz", role="role", instance_count=1,
        instance_type="ml.m5.xlarge", framework_version="2.1", py_version="py310",
    )
    estimator.fit({"train": "s3://data/train"})
    ```

    ## References

    - [sagemaker-python-sdk#3269](https://github.com/aws/sagemaker-python-sdk/issues/3269)
    """

    code = "SMJ518"
    name = "sourcedir-archive-name"

    def check_job(self, job: Job) -> None:
        """Look at the source directory of a job of SDK v2."""
        setting = find(job, "source directory")
        uri = literal(setting)
        if setting is None or uri is None or not uri.startswith("s3://") or job.dialect != "v2":
            return
        if job.kind == "processing":
            if uri.rsplit("/", 1)[-1] != "sourcedir.tar.gz":
                self.report(setting.place, f"`{uri}` must be an archive called `sourcedir.tar.gz`")
        elif not uri.endswith(".tar.gz"):
            self.report(setting.place, f"`{uri}` must be a .tar.gz archive: a prefix in S3 is not unpacked")
