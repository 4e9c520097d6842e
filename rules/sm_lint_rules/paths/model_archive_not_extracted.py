"""SMP109: a model that is still in its archive."""

from __future__ import annotations

from sm_lint.rules import Mount, PathAccess, PathPassed, ScriptRule
from sm_lint.rules.jobs import literal, of_direction
from sm_lint.rules.platform import is_under
from sm_lint.rules.scripts import job_of

_ARTIFACTS = "S3ModelArtifacts"
_ARCHIVES = (".tar.gz", ".tgz", ".tar")


class ModelArchiveNotExtracted(ScriptRule):
    """A processing script loads a model from an input that holds its archive.

    ## What it does

    Reports a script whose job mounts the model artifacts of a training step (`...ModelArtifacts.S3ModelArtifacts`), that reads a
    file there which is no archive, and that never unpacks one.

    ## Why is this bad?

    The input directory holds one file, `model.tar.gz`, and the model in it is not found.

    ## Example

    ```python title="pipeline.py"
    from sagemaker.processing import ProcessingInput
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    from training import train

    processor = SKLearnProcessor(
        framework_version="1.2-1",
        role="SageMakerRole",
        instance_type="ml.m5.large",
        instance_count=1,
        sagemaker_session=PipelineSession(),
    )
    model = ProcessingInput(
        source=train.properties.ModelArtifacts.S3ModelArtifacts,
        destination="/opt/ml/processing/model",
        input_name="model",
    )
    step = ProcessingStep(name="Evaluate", step_args=processor.run(code="evaluate.py", inputs=[model]))
    ```

    ```python title="evaluate.py"
    import joblib

    model = joblib.load("/opt/ml/processing/model/model.joblib")
    ```

    ## Use instead

    ```python title="pipeline.py"
    from sagemaker.processing import ProcessingInput
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    from training import train

    processor = SKLearnProcessor(
        framework_version="1.2-1",
        role="SageMakerRole",
        instance_type="ml.m5.large",
        instance_count=1,
        sagemaker_session=PipelineSession(),
    )
    model = ProcessingInput(
        source=train.properties.ModelArtifacts.S3ModelArtifacts,
        destination="/opt/ml/processing/model",
        input_name="model",
    )
    step = ProcessingStep(name="Evaluate", step_args=processor.run(code="evaluate.py", inputs=[model]))
    ```

    ```python title="evaluate.py"
    import tarfile

    import joblib

    with tarfile.open("/opt/ml/processing/model/model.tar.gz") as archive:
        archive.extractall("/opt/ml/processing/model")
    model = joblib.load("/opt/ml/processing/model/model.joblib")
    ```

    ## References

    - [Output of training jobs](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-output.html)
    """

    code = "SMP109"
    name = "model-archive-not-extracted"
    per_contract = True
    preview = True

    def begin(self) -> bool:
        """Look for inputs that hold an archive which is never unpacked."""
        self._archives: dict[str, Mount] = {}
        job = job_of(self.context)
        if job is None or job.kind != "processing" or not self.facts.complete("path"):
            return False
        for mount in of_direction(job.mounts, "input"):
            path = literal(mount.local)
            if path is not None and _holds_archive(mount) and not self._is_unpacked(path):
                self._archives[path.rstrip("/")] = mount
        return bool(self._archives)

    def check_access(self, access: PathAccess) -> None:
        """Report the first read of each such input."""
        if access.mode != "read" or not access.certain or access.guarded:
            return
        for path, mount in self._archives.items():
            if is_under(access.path, path) and access.path != path:
                self.report(
                    access.node,
                    f"`{access.path}` is read, but input `{path}` holds model.tar.gz; extract it first",
                    notes=[("mounted at", mount.place)],
                    origin=access.origin,
                    once=path,
                )

    def _is_unpacked(self, path: str) -> bool:
        """Whether anything reads an archive there, or hands the place to a call that may."""
        for fact in self.facts.facts:
            if isinstance(fact, PathPassed) and (is_under(fact.path, path) or is_under(path, fact.path)):
                return True
            if isinstance(fact, PathAccess) and is_under(fact.path, path):
                if fact.path.endswith(_ARCHIVES) or "*" in fact.path or (fact.mode == "write"):
                    return True
                if fact.mode == "read" and (fact.path == path or fact.directory):
                    return True
        return False


def _holds_archive(mount: Mount) -> bool:
    remote = mount.remote
    return remote is not None and (_ARTIFACTS in remote.source or _ARTIFACTS in (remote.text or ""))
