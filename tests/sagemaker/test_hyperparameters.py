from __future__ import annotations

import pytest

from sm_lint.sagemaker.hyperparameters import is_kept_from_script, is_reserved


@pytest.mark.parametrize(
    ("name", "kept"),
    [("sagemaker_epochs", True), ("sagemaker_program", False), ("epochs", False), ("my_sagemaker_epochs", False)],
)
def test_names_of_the_toolkit(name: str, kept: bool) -> None:
    assert is_kept_from_script(name) is kept


def test_what_no_script_is_given() -> None:
    assert is_reserved("_tuning_objective_metric")
    assert is_reserved("sagemaker_program")
    assert not is_reserved("tuning_objective_metric")
