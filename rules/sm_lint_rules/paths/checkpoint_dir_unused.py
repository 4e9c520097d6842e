"""SMP111: checkpoints that the script never writes."""

from __future__ import annotations

from sm_lint.rules import Job, Message, PathAccess, PathPassed, ScriptRule, Severity
from sm_lint.rules.contracts import arguments, may_be_judged, may_touch
from sm_lint.rules.jobs import absent, find, literal, shipped_texts
from sm_lint.rules.source import opening

_USUAL = "/opt/ml/checkpoints"
_INPUTS = "/opt/ml/input/data/"
_SETTINGS = (".yaml", ".yml", ".toml", ".ini", ".cfg")


class CheckpointDirUnused(ScriptRule):
    """A job keeps checkpoints, and its script writes none.

    ## What it does

    Reports a training script whose job sets `checkpoint_s3_uri` (or a checkpoint configuration) and that writes nothing below the
    checkpoint directory, `/opt/ml/checkpoints` unless the job names another. Nothing is said of a script that is not fully
    understood, or that reads settings from a channel, such as `/opt/ml/input/data/config/train.yaml`, which may name the directory.

    ## Why is this bad?

    SageMaker copies the directory to S3 while the job runs and back when a spot job starts again. If it stays empty, each
    interruption costs all the work.

    ## Example

    ```python title="launch.py"
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py",
        role="SageMakerRole",
        instance_count=1,
        instance_type="ml.m5.large",
        framework_version="2.1",
        py_version="py310",
        use_spot_instances=True,
        max_wait=7200,
        max_run=3600,
        checkpoint_s3_uri="s3://acme-models/checkpoints",
    )
    estimator.fit({"train": "s3://acme-data/train"})
    ```

    ```python title="train.py"
    import torch

    data = torch.load("/opt/ml/input/data/train/data.pt")
    torch.save(data, "/opt/ml/model/model.pt")
    ```

    ## Use instead

    ```python title="launch.py"
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py",
        role="SageMakerRole",
        instance_count=1,
        instance_type="ml.m5.large",
        framework_version="2.1",
        py_version="py310",
        use_spot_instances=True,
        max_wait=7200,
        max_run=3600,
        checkpoint_s3_uri="s3://acme-models/checkpoints",
    )
    estimator.fit({"train": "s3://acme-data/train"})
    ```

    ```python title="train.py"
    import torch

    data = torch.load("/opt/ml/input/data/train/data.pt")
    torch.save(data, "/opt/ml/checkpoints/epoch-1.pt")
    torch.save(data, "/opt/ml/model/model.pt")
    ```

    ## References

    - [Checkpoints](https://docs.aws.amazon.com/sagemaker/latest/dg/model-checkpoints.html)
    """

    code = "SMP111"
    name = "checkpoint-dir-unused"
    severity = Severity.WARNING
    per_contract = True

    def finish(self) -> None:
        """Look for a write below the checkpoint directory."""
        job = next((job for job in self.context.launched_by if job.contract is self.context.contract), None)
        if job is None or job.kind != "training" or not may_be_judged(self.facts, job.contract):
            return
        path = _checkpoint_directory(job)
        setting = find(job, "checkpoints")
        if path is None or setting is None or self._is_written(path) or self._is_configured(path, job):
            return
        self.report(
            opening(self.context.module),
            Message(
                "{contract} keeps checkpoints, but the script writes nothing below `{path}`; save them there", path=path
            ),
            notes=[("set at", setting.place)],
        )

    def _is_written(self, path: str) -> bool:
        """Whether anything is put there, or the place is passed to a call that may, itself or in settings that a channel brings."""
        for fact in self.facts.facts:
            if isinstance(fact, PathPassed) and may_touch(fact.path, path):
                return True
            if isinstance(fact, PathAccess) and fact.mode == "write" and may_touch(fact.path, path):
                return True
            if (
                isinstance(fact, PathAccess | PathPassed)
                and fact.path.startswith(_INPUTS)
                and fact.path.endswith(_SETTINGS)
            ):
                return True
        return False

    def _is_configured(self, path: str, job: Job) -> bool:
        """Whether the directory is named in arguments that the script hands on unparsed, or in a file of settings that is shipped."""
        if not self.facts.complete("argument") and any(path in (each.value or "") for each in arguments(job.contract)):
            return True
        shipped = shipped_texts(self.context.files, job) or {}
        return any(path in text for name, text in shipped.items() if not name.endswith(".py"))


def _checkpoint_directory(job: Job) -> str | None:
    """Where the job keeps checkpoints; None where it keeps none, or that is not known."""
    if absent(find(job, "checkpoints")):
        return None
    local = find(job, "checkpoint directory")
    return _USUAL if absent(local) else literal(local)
