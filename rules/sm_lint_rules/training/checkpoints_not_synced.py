"""SMP120: checkpoints that are lost with the instance."""

from __future__ import annotations

from sm_lint.rules import Message, PathAccess, ScriptRule, Severity
from sm_lint.rules.jobs import absent, find
from sm_lint.rules.platform import is_under
from sm_lint.rules.scripts import Losses

_CHECKPOINTS = "/opt/ml/checkpoints"


class CheckpointsNotSynced(ScriptRule):
    """A training script writes checkpoints, and the job that launches it keeps none.

    ## What it does

    Reports a write below `/opt/ml/checkpoints` in a script whose job sets no `checkpoint_s3_uri` (or checkpoint
    configuration), where the script does nothing more with the file.

    ## Why is this bad?

    SageMaker copies the folder to S3 only where the job says so. Otherwise it is lost with the instance.

    ## Example

    ```python title="train.py"
    import torch

    torch.save({}, "/opt/ml/checkpoints/last.pt")
    ```

    ```python title="launch.py"
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py", role="role", framework_version="2.1", py_version="py310", instance_count=1,
        instance_type="ml.m5.xlarge",
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ## Use instead

    ```python title="train.py"
    import torch

    torch.save({}, "/opt/ml/checkpoints/last.pt")
    ```

    ```python title="launch.py"
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py", role="role", framework_version="2.1", py_version="py310", instance_count=1,
        instance_type="ml.m5.xlarge", checkpoint_s3_uri="s3://bucket/checkpoints/",
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ## References

    - [Public thread: checkpoints did not reach S3](https://github.com/huggingface/notebooks/issues/149)
    - [Checkpoints in SageMaker](https://docs.aws.amazon.com/sagemaker/latest/dg/model-checkpoints.html)
    """

    code = "SMP120"
    name = "checkpoints-not-synced"
    severity = Severity.WARNING
    per_contract = True

    def check_access(self, access: PathAccess) -> None:
        """Report the first write of a job that keeps no checkpoints."""
        job = next((job for job in self.context.launched_by if job.contract is self.context.contract), None)
        if job is None or job.kind != "training" or job.open_settings or not absent(find(job, "checkpoints")):
            return
        if access.mode != "write" or not access.certain or access.guarded or not is_under(access.path, _CHECKPOINTS):
            return
        if Losses(self.facts, self.context.contracts).is_left(access):
            self.report(
                access.node,
                Message(
                    "`{path}` is written, but {contract} sets no `checkpoint_s3_uri`: it is lost with the instance",
                    path=access.path,
                ),
                origin=access.origin,
                notes=[("launched at", job.place)],
                once=_CHECKPOINTS,
            )
