"""SMJ549: a local folder as the default of a parameter that is given as source_dir."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule
from sm_lint.rules.jobs import literal, variable_type


class LocalSourceParameter(JobRule):
    """The source folder of a job is a pipeline parameter whose default is a local folder.

    ## What it does

    Reports `source_dir` that is a `ParameterString` with a default that is no S3 URI.

    ## Why is this bad?

    The SDK packs a local folder while the pipeline is defined. Of a parameter it only notes that
    `the interpreted value of source_dir has to be an S3 URI`: nothing is uploaded, and the job does not find its script.

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
        """Look at the source folder."""
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
