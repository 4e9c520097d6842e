"""SMJ545: a prefix where the archive of a model is meant."""

from __future__ import annotations

import re

from sm_lint.rules import Definitions, JobRule, Setting
from sm_lint.rules.jobs import calls_of, literal

_OUTPUT = re.compile(r"\.ProcessingOutputConfig\.Outputs\[\]\.S3Output\.S3Uri$")
_STEP_PATH = re.compile(r"\.properties\.OutputDataConfig\.S3OutputPath$")
_NO_ARCHIVE = re.compile(r"s3://.+\.(?:bin|pt|pth|pkl|pickle|joblib|h5|keras|onnx|pb|json|txt|zip|safetensors|params)$")
_ARTIFACTS = re.compile(r"\.properties\.ModelArtifacts$")
_PATH = re.compile(r"[\w.]*(?:estimator|est|trainer)\.output_path", re.IGNORECASE)
_JUMPSTART = {"JumpStartModel", "MultiDataModel"}


class ModelDataIsPrefix(JobRule):
    """The archive of a model is given as the prefix that it lies below.

    ## What it does

    Reports `model_data` of a model, and of `RegisterModel`, that is the `S3Uri` of a processing step's output, the `output_path` of
    an estimator, the `ModelArtifacts` or `OutputDataConfig.S3OutputPath` of a training step, a text that ends with a slash, or a file that
    is no archive, such as `model.joblib`. A dictionary with `S3DataSource` may name a prefix, and is left alone.

    ## Why is this bad?

    `ModelDataUrl` must point to one `model.tar.gz`. With a prefix the repacking step fails, or the endpoint does not start.

    ## Example

    ```python
    from sagemaker.model import Model

    model = Model("image", model_data="s3://acme-ml/houses/", role="role")
    ```

    ## Use instead

    ```python
    from sagemaker.model import Model

    model = Model("image", model_data="s3://acme-ml/houses/model.tar.gz", role="role")
    ```

    ## References

    - [ContainerDefinition](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html)
    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/3324)
    """

    code = "SMJ545"
    name = "model-data-is-prefix"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the archives that models are made of."""
        # The model object of a multi-model endpoint has the prefix of its models.
        many = {call.link("model") for call in definitions.calls if call.name == "MultiDataModel"}
        places = {definitions.calls[index].place for index in many if index is not None}
        for known in calls_of(definitions):
            if known.call.place in places:
                continue
            if not known.names & {"Model", "RegisterModel"} or known.names & _JUMPSTART:
                continue
            setting = known.given.get("model_data")
            problem = _prefix(setting, bool(definitions.pipelines)) if setting is not None else None
            if setting is not None and problem is not None:
                self.report(setting.place, f"`model_data` is {problem}", once=setting.place)


def _prefix(setting: Setting, in_pipeline: bool) -> str | None:
    """What a value is that surely names no archive."""
    if _STEP_PATH.search(setting.type):
        return "the prefix below which each run has a folder; write the step's `properties.ModelArtifacts.S3ModelArtifacts`"
    if _PATH.fullmatch(setting.source) or setting.type.endswith(".output_path"):
        archive = "the step's `properties.ModelArtifacts.S3ModelArtifacts`" if in_pipeline else "`estimator.model_data`"
        return f"the prefix below which each training job has a folder; write {archive}"
    if _ARTIFACTS.search(setting.type):
        return "the structure that holds the archive; append `.S3ModelArtifacts`"
    text = literal(setting)
    if text is not None and _NO_ARCHIVE.match(text):
        return "a file, and no archive; pack it into a `model.tar.gz`"
    if text is not None:
        return "a prefix; name the `model.tar.gz` below it" if re.match(r"s3://.+/$", text) else None
    if _OUTPUT.search(setting.type):
        join = f'Join(on="/", values=[{setting.source if 0 < len(setting.source) < 60 else "..."}, "model.tar.gz"])'
        return f"the prefix of a processing output, not an archive; write `{join}`"
    return None
