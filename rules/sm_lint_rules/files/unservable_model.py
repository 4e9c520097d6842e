"""SMJ711: a TensorFlow model is saved in a form that TensorFlow Serving does not load."""

from __future__ import annotations

import posixpath

from sm_lint.rules import PathAccess, ScriptRule
from sm_lint.rules.jobs import literal
from sm_lint.rules.scripts import job_of

_MODEL_DIR = "/opt/ml/model"
_FILES = (".h5", ".hdf5", ".keras")
_SAVES = frozenset(("keras.Model.save", "keras.models.save_model", "keras.Model.export", "tensorflow.saved_model.save"))


class UnservableModel(ScriptRule):
    """A TensorFlow model that is deployed is saved as no version of a SavedModel.

    ## What it does

    Looks at scripts of `TensorFlow` estimators whose model is deployed by the estimator. Reports a model that is saved as `.h5` or `.keras`, or
    as a SavedModel that is not in a folder whose name is a number, where nothing else is written to `/opt/ml/model`.

    ## Why is this bad?

    The container looks for `saved_model.pb` in a folder whose name is a number. The endpoint does not start: `ValueError: no SavedModel
    bundles found!`.

    ## Example

    ```python title="launch.py"
    from sagemaker.tensorflow import TensorFlow

    estimator = TensorFlow(
        entry_point="train.py", role="role", framework_version="2.12", py_version="py310", instance_count=1,
        instance_type="ml.m5.large",
    )
    estimator.fit("s3://bucket/digits")
    estimator.deploy(initial_instance_count=1, instance_type="ml.m5.large")
    ```

    ```python title="train.py"
    import os

    import tensorflow as tf

    digits = tf.io.gfile.glob(os.environ["SM_CHANNEL_TRAINING"] + "/*")
    model = tf.keras.Sequential([tf.keras.layers.Dense(len(digits))])
    model.save(os.path.join(os.environ["SM_MODEL_DIR"], "model.h5"))
    ```

    ## Use instead

    ```python title="launch.py"
    from sagemaker.tensorflow import TensorFlow

    estimator = TensorFlow(
        entry_point="train.py", role="role", framework_version="2.12", py_version="py310", instance_count=1,
        instance_type="ml.m5.large",
    )
    estimator.fit("s3://bucket/digits")
    estimator.deploy(initial_instance_count=1, instance_type="ml.m5.large")
    ```

    ```python title="train.py"
    import os

    import tensorflow as tf

    digits = tf.io.gfile.glob(os.environ["SM_CHANNEL_TRAINING"] + "/*")
    model = tf.keras.Sequential([tf.keras.layers.Dense(len(digits))])
    model.save(os.path.join(os.environ["SM_MODEL_DIR"], "1"))
    ```

    ## Known limits

    Paths that are not known, and scripts that write anything else to the model directory, are left alone. So are models that are packed again
    before they are deployed, which is where the definition makes a model object of its own.

    ## References

    - [How the container finds its models](https://github.com/aws/sagemaker-tensorflow-serving-container/blob/master/docker/build_artifacts/sagemaker/tfs_utils.py)
    - [What the training toolkit warns of](https://github.com/aws/sagemaker-tensorflow-training-toolkit/blob/master/src/sagemaker_tensorflow_container/training.py)
    """

    code = "SMJ711"
    name = "unservable-model"
    per_contract = True

    def begin(self) -> bool:
        """Look at what the script leaves in the model directory."""
        job = job_of(self.context)
        if job is None or job.kind != "training" or job.class_name != "TensorFlow":
            return False
        uses = [use for use in job.deployments if use.api in ("deploy", "transformer")]
        if not uses or not _is_plain(literal(job.setting("framework_version"))):
            return False
        writes = [
            access
            for access in self.context.facts.all(PathAccess)
            if access.mode == "write" and (access.path == _MODEL_DIR or access.path.startswith(_MODEL_DIR + "/"))
        ]
        kept = [
            access
            for access in writes
            if not (access.via.startswith(("os.", "pathlib.")) and access.path == _MODEL_DIR)
        ]
        if not kept or any(access.via not in _SAVES or not access.exact for access in kept):
            return False
        if self._may_leave_more():
            return False
        wrong = [access for access in kept if _problem(access.path) is not None]
        if len(wrong) == len(kept):
            self.report(
                wrong[0].node,
                f"{_problem(wrong[0].path)}: TensorFlow Serving looks for a SavedModel in a folder whose name is a number; save it in "
                '`os.path.join(os.environ["SM_MODEL_DIR"], "1")`',
                notes=[("deployed at", uses[0].place)],
                origin=wrong[0].origin,
                once="model",
            )
        return False

    def _may_leave_more(self) -> bool:
        """Whether something else may write below the model directory."""
        text = self.context.text
        return any(
            word in text for word in ("subprocess", "os.system", "shutil", "tarfile", "os.rename", "export_saved")
        )


def _is_plain(version: str | None) -> bool:
    """Whether a version serves by TensorFlow Serving: since 1.13."""
    if version is None:
        return False
    parts = [int(part) for part in version.split(".")[:2] if part.isdigit()]
    return len(parts) == 2 and parts >= [1, 13]


def _problem(path: str) -> str | None:
    """What is wrong with a place in the model directory."""
    name = posixpath.basename(path)
    if name.endswith(_FILES):
        return f"the model is saved as `{path}`, which is no SavedModel"
    if not name.isdigit():
        return f"the SavedModel is `{path}`, which is no version of a model"
    return None
