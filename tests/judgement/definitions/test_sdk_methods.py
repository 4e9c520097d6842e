"""Methods that a class of the SDK does not have, and keywords that v2 takes and does nothing with."""

from __future__ import annotations

import pytest

from sm_lint.judgement.definitions.sdk_methods import lacking_method
from sm_lint.sagemaker.sdk.removed_keywords import removed_keyword


@pytest.mark.parametrize(
    ("callee", "instead"),
    [
        ("sagemaker.train.ModelTrainer.fit", "train"),
        ("sagemaker.estimator.Estimator.train", "fit"),
        ("sagemaker.processing.ScriptProcessor.start", "run"),
        ("sagemaker.workflow.pipeline.Pipeline.create_or_update", "upsert"),
        ("sagemaker.workflow.pipeline.Pipeline.defnition", "definition"),
        ("sagemaker.pytorch.PyTorch.frobnicate", None),
    ],
)
def test_what_a_class_lacks(callee: str, instead: str | None) -> None:
    lacking = lacking_method(callee)
    assert lacking is not None
    assert (lacking.method, lacking.instead) == (callee.rpartition(".")[2], instead)


@pytest.mark.parametrize(
    "callee",
    [
        "sagemaker.estimator.Estimator.fit",  # of a base
        "sagemaker.estimator.Estimator.delete_endpoint",  # an attribute of the class
        "sagemaker.workflow.pipeline.Pipeline.latest_pipeline_version_id",  # a property
        "sagemaker.train.configs.Compute.model_dump",  # of pydantic
        "sagemaker.train.ModelTrainer._private",
        "sagemaker.session.Session.boto_session.client",
        "sagemaker.no_such_module.Thing.fit",
        "acme.Estimator.start",
        "sagemaker.image_uris.retrieve",
    ],
)
def test_what_is_there_or_not_known(callee: str) -> None:
    assert lacking_method(callee) is None


def test_removed_keywords() -> None:
    removed = removed_keyword({"Predictor", "PredictorBase"}, "Predictor", "content_type")
    assert removed is not None
    assert removed.instead == "serializer"
    assert removed_keyword({"Predictor"}, "predict", "content_type") is None
    assert removed_keyword({"Model"}, "deploy", "content_type") is None
    assert removed_keyword({"Predictor"}, "Predictor", "endpoint_name") is None
