"""SMJ549: a local folder as the default of a parameter that is given as source_dir."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule
from sm_lint.rules.jobs import absent, literal, variable_type


class LocalSourceParameter(JobRule):
    """The code of a job is a pipeline parameter, though the SDK has to upload it.

    ## What it does

    Reports `source_dir` that is a `ParameterString` with a default that is no S3 URI. Under SDK v2 also an `entry_point` that is a
    parameter while `source_dir` is missing or a local folder, and a parameter as the `code` of a processing job.

    ## Why is this bad?

    The SDK packs a local folder while the pipeline is defined. Of a parameter it only notes that
    `the interpreted value of source_dir has to be an S3 URI`: nothing is uploaded, and the job does not find its script. The others
    end with `TypeError: The entry_point should not be a pipeline variable when source_dir is missing` and `ValueError: code argument
    has to be a valid S3 URI or local file path rather than a pipeline variable`.

    ## Example

    ```python
    from sagemaker.pytorch import PyTorch
    from sagemaker.workflow.parameters import ParameterString

    source = ParameterString(name="Source", default_value="code")
    estimator = PyTorch(
        "train.py", source_dir=source, role="role", instance_count=1, instance_type="ml.m5.xlarge",
        framework_version="2.1", py_version="py310",
    )
    ```

    ## Use instead

    ```python
    from sagemaker.pytorch import PyTorch
    from sagemaker.workflow.parameters import ParameterString

    source = ParameterString(name="Source", default_value="s3://acme-ml/code/sourcedir.tar.gz")
    estimator = PyTorch(
        "train.py", source_dir=source, role="role", instance_count=1, instance_type="ml.m5.xlarge",
        framework_version="2.1", py_version="py310",
    )
    ```

    ## References

    - [sagemaker 2.257.7, fw_utils.py](https://pypi.org/project/sagemaker/2.257.7/)
    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/3078)
    """

    code = "SMJ549"
    name = "local-source-parameter"

    def check_job(self, job: Job) -> None:
        """Look at the source folder, the entry point and the code."""
        if job.dialect == "v2":
            self._check_entry_point(job)
            code = job.setting("code")
            if job.kind == "processing" and code is not None and variable_type(code):
                self.report(
                    code.place,
                    "`code` is a pipeline parameter, and the SDK takes a file or an S3 URI alone: `ValueError`",
                    once=code.place,
                )
        source = job.setting("source_dir")
        if source is None or variable_type(source) != "ParameterString" or job.dialect not in ("v2", "v3"):
            return
        default = source.get("default_value")
        text = literal(default)
        if default is not None and text and not text.startswith("s3://"):
            self.report(
                source.place,
                f"`source_dir` is a pipeline parameter whose default `{text}` is a local folder, which is not uploaded; "
                "give the folder itself, or an archive in S3",
                notes=[("the default is given at", default.place)],
                once=source.place,
            )

    def _check_entry_point(self, job: Job) -> None:
        entry, source = job.setting("entry_point"), job.setting("source_dir")
        if entry is None or not variable_type(entry) or job.kind != "training":
            return
        folder = literal(source)
        missing = absent(source) and not job.open_settings
        if missing or (folder is not None and not folder.lower().startswith("s3://")):
            self.report(
                entry.place,
                f"`entry_point` is a pipeline parameter, and `source_dir` is {'missing' if missing else 'a local folder'}: `TypeError`; "
                "give the file itself, or an archive in S3 as `source_dir`",
                once=entry.place,
            )
