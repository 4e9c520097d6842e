"""SMJ555: the place for code is not in S3."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule
from sm_lint.rules.jobs import calls_of, literal


class CodeLocation(JobRule):
    """`code_location` is a path or a `file://` URI, where the SDK takes a place in S3.

    ## What it does

    Reports a `code_location` that is written out and does not begin with `s3://`.

    ## Why is this bad?

    Estimators and models of SDK v2 upload their code there, in local mode too: `Expecting 's3' scheme, got: file`. What a local job
    runs without an upload is `source_dir` or `entry_point` with `local_code` set in the configuration of the session.

    ## Example

    ```python
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="s3://bucket/train.py", role="role", framework_version="2.1", py_version="py310", instance_count=1,
        instance_type="local", code_location="file:///home/ann/code",
    )
    ```

    ## Use instead

    ```python
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="s3://bucket/train.py", role="role", framework_version="2.1", py_version="py310", instance_count=1,
        instance_type="local", code_location="s3://bucket/code",
    )
    ```

    ## Known limits

    Files that speak of `local_code` are left alone: with that setting nothing is uploaded.

    ## References

    - [Public thread: a file:// URI](https://github.com/aws/sagemaker-python-sdk/issues/415)
    - [sagemaker 2.257.7, estimator.py `_stage_user_code_in_s3`, s3_utils.py `parse_s3_url`](https://pypi.org/project/sagemaker/2.257.7/)
    """

    code = "SMJ555"
    name = "code-location"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the classes that take it."""
        if "code_location" not in self.context.text or "local_code" in self.context.text:
            return
        for known in calls_of(definitions):
            given = known.given.get("code_location")
            text = literal(given)
            if given is None or not text or not known.targets or given.type != "str":
                continue
            if not text.lower().startswith("s3://") and not text.startswith(("<", "{", "$")):
                self.report(
                    given.place,
                    f"`code_location` takes a place in S3, such as `s3://bucket/code`, and is given `{text}`",
                    once=given.place,
                )
