"""SMJ572: a model that is made of an estimator and leaves its inference script behind."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from sm_lint.rules import Definitions, Job, JobRule
from sm_lint.rules.jobs import Called, absent, calls_of, maker

_SCRIPT = "inference.py"
_MAKING = frozenset({"deploy", "create_model", "register", "transformer"})
_HANDLERS = r"(?:model_fn|input_fn|predict_fn|output_fn|transform_fn)"
_FOR_TENSORFLOW = re.compile(r"^(?:async )?def (?:input_handler|handler)\(", re.MULTILINE)
_FOR_OTHERS = re.compile(rf"^def {_HANDLERS}\(", re.MULTILINE)
_BRINGS = re.compile(rf"\b{_HANDLERS}\b|inference|[\"'/]code\b|import \*")
"""What a training script has that holds handlers itself, or puts the code beside its model."""


class _Left(NamedTuple):
    folder: str
    training: str


class ModelWithoutItsScript(JobRule):
    """A model that is made of a framework estimator is not given the inference script beside the training script.

    ## What it does

    Reports `RegisterModel(estimator=...)` without `entry_point`, and `deploy`, `create_model`, `register` and `transformer` of a
    framework estimator without one, where an `inference.py` with handlers lies in the folder of the training script and the
    training script has no handlers itself.

    ## Why is this bad?

    `RegisterModel` gives the model package no script at all. The methods of an estimator give a model the training script, and for
    TensorFlow none. What `inference.py` does, such as preparing the input, does not happen; an endpoint of scikit-learn or XGBoost
    never becomes healthy, since the training script has no `model_fn`.

    ## Example

    ```python title="pipeline.py"
    from sagemaker.tensorflow import TensorFlow
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.step_collections import RegisterModel
    from sagemaker.workflow.steps import TrainingStep

    estimator = TensorFlow(
        entry_point="train.py", source_dir="src", role="role", framework_version="2.12", py_version="py310", instance_count=1,
        instance_type="ml.m5.xlarge", sagemaker_session=PipelineSession(),
    )
    train = TrainingStep(name="Train", step_args=estimator.fit())
    register = RegisterModel(
        name="Register",
        estimator=estimator,
        model_data=train.properties.ModelArtifacts.S3ModelArtifacts,
        content_types=["application/json"],
        response_types=["application/json"],
        model_package_group_name="rows",
    )
    ```

    ```python title="src/train.py"
    print("training")
    ```

    ```python title="src/inference.py"
    import json


    def input_handler(data, context):
        return json.dumps({"instances": json.loads(data.read())["rows"]})


    def output_handler(response, context):
        return response.content, context.accept_header
    ```

    ## Use instead

    ```python title="pipeline.py"
    from sagemaker.tensorflow import TensorFlow
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.step_collections import RegisterModel
    from sagemaker.workflow.steps import TrainingStep

    estimator = TensorFlow(
        entry_point="train.py", source_dir="src", role="role", framework_version="2.12", py_version="py310", instance_count=1,
        instance_type="ml.m5.xlarge", sagemaker_session=PipelineSession(),
    )
    train = TrainingStep(name="Train", step_args=estimator.fit())
    register = RegisterModel(
        name="Register",
        estimator=estimator,
        model_data=train.properties.ModelArtifacts.S3ModelArtifacts,
        content_types=["application/json"],
        response_types=["application/json"],
        model_package_group_name="rows",
        entry_point="inference.py",
        source_dir="src",
    )
    ```

    ```python title="src/train.py"
    print("training")
    ```

    ```python title="src/inference.py"
    import json


    def input_handler(data, context):
        return json.dumps({"instances": json.loads(data.read())["rows"]})


    def output_handler(response, context):
        return response.content, context.accept_header
    ```

    ## Known limits

    Nothing is said where the training script copies code into the model's folder, or where the same file makes another model with
    that script.

    ## References

    - [Public thread: RegisterModel without inference.py](https://github.com/aws/sagemaker-python-sdk/issues/2123)
    - [sagemaker 2.257.7: workflow/step_collections.py, workflow/_utils.py, tensorflow/estimator.py](https://pypi.org/project/sagemaker/2.257.7/)
    """

    code = "SMJ572"
    name = "model-without-its-script"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at every model that is made of an estimator."""
        deployed = {job.script.path for job in definitions.jobs if job.kind == "inference" and job.script is not None}
        for known in calls_of(definitions):
            estimator = _estimator(definitions, known)
            if estimator is None or known.call.open or estimator.call.open:
                continue
            if not all(absent(known.given.get(name)) for name in ("entry_point", "model", "image_uri", "env")):
                continue
            left = self._left(definitions, estimator)
            if left is None or os.path.join(left.folder, _SCRIPT) in deployed:
                continue
            registers = "RegisterModel" in known.names
            nothing = registers or "TensorFlow" in estimator.names
            what = "no inference script" if nothing else f"`{os.path.basename(left.training)}` as its inference script"
            shown = "RegisterModel()" if registers else f"{known.call.name}()"
            self.report(
                known.call.place,
                f"{shown} gives the model {what}: `{_SCRIPT}` lies beside the training script; pass it as `entry_point`",
                once=(left.folder, known.call.place),
            )

    def _left(self, definitions: Definitions, estimator: Called) -> _Left | None:
        """The folder with an inference script that is left behind; None where there is none."""
        entry = estimator.given.get("entry_point")
        job = next((job for job in definitions.jobs if entry is not None and _names(job, entry.place)), None)
        path = job.script.path if job is not None and job.script is not None else None
        if path is None or os.path.basename(path) == _SCRIPT:
            return None
        folder = os.path.dirname(path)
        serves = self.context.files.text(os.path.join(folder, _SCRIPT))
        trains = self.context.files.text(path)
        if serves is None or trains is None or _BRINGS.search(trains):
            return None
        handlers = _FOR_TENSORFLOW if "TensorFlow" in estimator.names else _FOR_OTHERS
        return _Left(folder, path) if handlers.search(serves) else None


def _estimator(definitions: Definitions, known: Called) -> Called | None:
    """The framework estimator that a call makes a model of."""
    if "RegisterModel" in known.names and known.call.name == "RegisterModel":
        made = maker(definitions, known.call, "estimator")
    elif known.call.name in _MAKING and "Framework" in known.names:
        made = maker(definitions, known.call)
    else:
        return None
    if made is None or "Framework" not in made.names or not absent(made.given.get("image_uri")):
        return None
    return made


def _names(job: Job, place: object) -> bool:
    return job.kind == "training" and job.script is not None and job.script.place == place
