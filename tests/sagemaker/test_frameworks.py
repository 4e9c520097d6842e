"""Which framework a script is served by, told from what it imports, requires or is launched by."""

from __future__ import annotations

import pytest

from sm_lint.sagemaker.frameworks import (
    Framework,
    framework_of_class,
    framework_of_distributions,
    framework_of_modules,
    misnomers,
    server_modules,
)
from sm_lint.sagemaker.serving.handlers import handler_signatures


def name(framework: Framework | None) -> str | None:
    return framework.name if framework is not None else None


@pytest.mark.parametrize(
    ("modules", "expected"),
    [
        ({"json", "sklearn"}, "sklearn"),
        ({"sklearn", "xgboost"}, "xgboost"),
        ({"torch", "sklearn"}, "pytorch"),
        ({"torch", "transformers"}, "huggingface"),
        ({"tensorflow", "transformers"}, "tensorflow"),
        ({"json", "os"}, None),
        (set(), None),
    ],
)
def test_the_most_telling_import_decides(modules: set[str], expected: str | None) -> None:
    assert name(framework_of_modules(modules)) == expected


def test_classes_and_distributions() -> None:
    assert name(framework_of_class("SKLearnModel")) == "sklearn"
    assert name(framework_of_class("Estimator")) is None
    assert name(framework_of_distributions({"python", "scikit-learn"})) == "sklearn"
    assert name(framework_of_distributions({"python"})) is None


def test_no_misnomer_is_a_handler() -> None:
    assert not set(misnomers()) & set(handler_signatures())


def test_no_module_is_both_framework_and_server() -> None:
    assert all(framework_of_modules({module}) is None for module in server_modules())
