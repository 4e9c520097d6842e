"""The table of names that moved from SDK v2 to v3 is what its script makes of the tables of both."""

from __future__ import annotations

from pathlib import Path

import pytest

from sm_lint.sagemaker.data import load
from sm_lint.sagemaker.sdk import moves as made
from sm_lint.sagemaker.sdk.moves import moves
from sm_lint.sagemaker.sdk.surface import surface


def test_is_up_to_date() -> None:
    assert Path(made.__file__).with_name("moves.json").read_text(encoding="utf-8") == made.text()


def test_every_home_has_the_name_and_every_old_name_is_of_v2_alone() -> None:
    for module, names in moves().names.items():
        for name, home in names.items():
            old, new = surface("v2").find(f"{module}.{name}"), surface("v3").find(f"{home}.{name}")
            assert old is not None, (module, name)
            assert new is not None, (module, name)
            assert old.kind == new.kind, (module, name)
            assert surface("v3").find(f"{module}.{name}") is None, (module, name)
    for module, home in moves().modules.items():
        assert module in surface("v2").modules
        assert home in surface("v3").modules


@pytest.mark.parametrize(
    ("old", "home"),
    [
        ("sagemaker.get_execution_role", "sagemaker.core.helper.session_helper"),
        ("sagemaker.processing.ProcessingInput", "sagemaker.core.shapes"),
        ("sagemaker.processing.NetworkConfig", "sagemaker.core.network"),
        ("sagemaker.workflow.pipeline.Pipeline", "sagemaker.mlops.workflow.pipeline"),
        ("sagemaker.workflow.parameters.ParameterString", "sagemaker.core.workflow.parameters"),
        ("sagemaker.tuner.IntegerParameter", "sagemaker.core.parameter"),
        ("sagemaker.s3.S3Uploader", "sagemaker.core.s3"),
        ("sagemaker.utils.name_from_base", "sagemaker.core.common_utils"),
        ("sagemaker.modules.train.ModelTrainer", "sagemaker.train"),
        ("sagemaker.estimator.Estimator", None),
        ("sagemaker.feature_store.feature_group.FeatureGroup", None),
        ("sagemaker.model.Model", None),
    ],
)
def test_home(old: str, home: str | None) -> None:
    assert moves().home(old) == home


def test_advice_is_on_names_of_v2_that_did_not_move() -> None:
    for entry in load("sdk/replaced")["name"]:
        name = entry["name"]
        assert surface("v2").find(name) is not None, name
        assert moves().home(name) is None, name
