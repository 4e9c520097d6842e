"""What instance types have, and what built-in algorithms leave."""

from __future__ import annotations

import pytest

from sm_lint.sagemaker.instances import has_gpu
from sm_lint.sagemaker.serving.model_files import algorithm_files


@pytest.mark.parametrize(
    ("instance_type", "expected"),
    [
        ("ml.m5.large", False),
        ("ml.t2.medium", False),
        ("ml.g5.2xlarge", True),
        ("ml.p4d.24xlarge", True),
        ("ml.inf2.xlarge", None),
        ("local", None),
        ("m5.large", None),
        ("", None),
    ],
)
def test_gpu(instance_type: str, expected: bool | None) -> None:
    assert has_gpu(instance_type) is expected


def test_files_of_algorithms() -> None:
    assert algorithm_files("xgboost") == ("xgboost-model",)
    assert algorithm_files("pca") == ()
