"""SMP122: the model of the XGBoost algorithm is unpickled, and was not pickled."""

from __future__ import annotations

import re

import libcst as cst

from sm_lint.rules import ScriptRule
from sm_lint.rules.scripts import job_of, read_from_algorithms
from sm_lint.rules.source import walk

_PICKLES = frozenset(
    ("pickle.load", "_pickle.load", "cloudpickle.load", "dill.load", "joblib.load", "pandas.read_pickle")
)
_VERSION = re.compile(r"(\d+)\.(\d+)")
_FIRST_UNPICKLED = (1, 3)
"""xgboost.html, Input/Output Interface: from 1.3-1 on the model is saved with `Booster.save_model`, before that it is pickled."""


class PickledXgboostModel(ScriptRule):
    """The model of the XGBoost algorithm is unpickled, though its version does not pickle it.

    ## What it does

    Follows the `model.tar.gz` of a training step that runs the XGBoost algorithm into the script of a later step. Reports a
    `pickle.load` or `joblib.load` of `xgboost-model` from version 1.3-1 on.

    ## Why is this bad?

    `UnpicklingError: unpickling stack underflow`, after training was paid for. From 1.3-1 on the algorithm saves with
    `Booster.save_model`; the versions before pickle.

    ## Example

    ```python title="pipeline.py"
    from sagemaker import image_uris
    from sagemaker.estimator import Estimator
    from sagemaker.processing import ProcessingInput
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep, TrainingStep

    session = PipelineSession()
    estimator = Estimator(
        image_uris.retrieve("xgboost", "eu-west-1", version="1.7-1"), "role", 1, "ml.m5.xlarge",
        hyperparameters={"num_round": 3}, sagemaker_session=session,
    )
    train = TrainingStep(name="Train", step_args=estimator.fit({"train": "s3://bucket/train"}))
    processor = SKLearnProcessor("1.2-1", "role", "ml.m5.xlarge", 1, sagemaker_session=session)
    evaluate = ProcessingStep(name="Evaluate", step_args=processor.run(
        code="evaluate.py",
        inputs=[ProcessingInput(
            source=train.properties.ModelArtifacts.S3ModelArtifacts, destination="/opt/ml/processing/model",
        )],
    ))
    ```

    ```python title="evaluate.py"
    import pickle
    import tarfile

    with tarfile.open("/opt/ml/processing/model/model.tar.gz") as archive:
        archive.extractall(".")
    model = pickle.load(open("xgboost-model", "rb"))
    ```

    ## Use instead

    ```python title="pipeline.py"
    from sagemaker import image_uris
    from sagemaker.estimator import Estimator
    from sagemaker.processing import ProcessingInput
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep, TrainingStep

    session = PipelineSession()
    estimator = Estimator(
        image_uris.retrieve("xgboost", "eu-west-1", version="1.7-1"), "role", 1, "ml.m5.xlarge",
        hyperparameters={"num_round": 3}, sagemaker_session=session,
    )
    train = TrainingStep(name="Train", step_args=estimator.fit({"train": "s3://bucket/train"}))
    processor = SKLearnProcessor("1.2-1", "role", "ml.m5.xlarge", 1, sagemaker_session=session)
    evaluate = ProcessingStep(name="Evaluate", step_args=processor.run(
        code="evaluate.py",
        inputs=[ProcessingInput(
            source=train.properties.ModelArtifacts.S3ModelArtifacts, destination="/opt/ml/processing/model",
        )],
    ))
    ```

    ```python title="evaluate.py"
    import tarfile

    import xgboost

    with tarfile.open("/opt/ml/processing/model/model.tar.gz") as archive:
        archive.extractall(".")
    model = xgboost.Booster()
    model.load_model("xgboost-model")
    ```

    ## Known limits

    Versions that are not written out, and jobs that bring an XGBoost script of their own, are left alone.

    ## References

    - [Public thread: unpickling stack underflow](https://github.com/aws/amazon-sagemaker-examples/issues/2952)
    - [XGBoost](https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost.html)
    """

    code = "SMP122"
    name = "pickled-xgboost-model"
    per_contract = True

    def begin(self) -> bool:
        """Compare the way the model is read with the version that saved it."""
        job = job_of(self.context)
        if job is None:
            return False
        for access, name, supplier in read_from_algorithms(self.context, job):
            version = _VERSION.match(supplier.algorithm_version)
            if supplier.algorithm != "xgboost" or version is None:
                continue
            if (int(version[1]), int(version[2])) < _FIRST_UNPICKLED or not self._is_unpickled(access.node, access.via):
                continue
            self.report(
                access.node,
                f"`{name}` of XGBoost {supplier.algorithm_version} is not pickled: read it with `xgboost.Booster().load_model(...)`",
                notes=[("trained at", supplier.place)],
                origin=access.origin,
                once=access.path,
            )
        return False

    def _is_unpickled(self, opened: cst.CSTNode, via: str) -> bool:
        """Whether a call of pickle takes the file that is opened, directly or by the name that it is bound to."""
        if via in _PICKLES:
            return True
        names: set[str] = set()
        calls: list[cst.Call] = []
        for node in walk(self.context.module.tree):
            if isinstance(node, cst.WithItem) and node.item is opened and node.asname is not None:
                names |= {node.asname.name.value} if isinstance(node.asname.name, cst.Name) else set()
            elif isinstance(node, cst.Assign) and node.value is opened:
                names |= {each.target.value for each in node.targets if isinstance(each.target, cst.Name)}
            elif isinstance(node, cst.Call) and node.args and self.callee(node) in _PICKLES:
                calls.append(node)
        given = [call.args[0].value for call in calls]
        return any(value is opened or (isinstance(value, cst.Name) and value.value in names) for value in given)
