"""Packages of images, and the requirements that add to them."""

from __future__ import annotations

import pytest

from sm_lint.sagemaker.accounts import is_public_account
from sm_lint.sagemaker.images import (
    distribution_of,
    modules_of_image,
    normalised,
    provides,
    requirement_names,
    runs_own_image,
)


def test_only_published_lists_are_known() -> None:
    assert "sklearn" in (modules_of_image("SKLearnProcessor") or ())
    assert "dask" in (modules_of_image("XGBoostProcessor") or ())
    assert modules_of_image("PyTorchProcessor") is None
    assert modules_of_image("ScriptProcessor") is None


def test_classes_that_are_given_their_image_run_no_image_of_sagemakers_own() -> None:
    assert runs_own_image("PyTorchProcessor")
    assert runs_own_image("SKLearnProcessor")
    assert not runs_own_image("ScriptProcessor")
    assert not runs_own_image("PySparkProcessor")


@pytest.mark.parametrize(
    ("distributions", "module"),
    [
        ({"scikit-learn"}, "sklearn"),
        ({"opencv-python-headless"}, "cv2"),
        ({"pyyaml"}, "yaml"),
        ({"acme-core"}, "acme_core"),
        ({"python-dateutil"}, "dateutil"),
        ({"tensorflow-gpu"}, "tensorflow"),
    ],
)
def test_a_module_may_come_from(distributions: set[str], module: str) -> None:
    assert provides(distributions, module)


def test_a_module_does_not_come_from_another_distribution() -> None:
    assert not provides({"pandas", "tensor"}, "tensorflow")
    assert distribution_of("PIL") == "pillow"
    assert normalised("Ruamel.YAML__x") == "ruamel-yaml-x"


def test_requirements_are_read() -> None:
    text = "pandas>=1.3\n\n# a comment\nAcme_Core[extra]==1 ; python_version > '3.8'  # why\nxgboost\nacme @ https://x/a.whl\n"
    assert requirement_names(text) == {"pandas", "acme-core", "xgboost", "acme"}


@pytest.mark.parametrize("line", ["-r other.txt", "--no-index", "./wheels/a.whl", "https://x/a.whl", "/opt/a.whl", "."])
def test_requirements_that_hold_more_are_not_known(line: str) -> None:
    assert requirement_names(f"pandas\n{line}\n") is None


@pytest.mark.parametrize("number", ["763104351884", "123456789012", "000000000000", "111122223333", "432418664414"])
def test_accounts_that_are_no_secret(number: str) -> None:
    assert is_public_account(number)


def test_other_accounts() -> None:
    assert not is_public_account("918273645546")
