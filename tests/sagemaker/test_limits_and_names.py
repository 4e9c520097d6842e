"""Limits, name patterns, handlers, formats and enumerations as code asks for them."""

from __future__ import annotations

import re

import pytest

from sm_lint.sagemaker.api.enumerations import as_of, enumeration
from sm_lint.sagemaker.api.limits import limit, name_pattern
from sm_lint.sagemaker.formats import suffix_kind
from sm_lint.sagemaker.serving.handlers import handler_signatures


def test_limits() -> None:
    assert limit("processing-inputs") == 10
    assert limit("processing-environment") == 100
    assert limit("processing-environment-value") == 256
    assert limit("transform-environment") == 16


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        ("job-name", "train-abalone-1", True),
        ("job-name", "train_abalone", False),
        ("job-name", "train-", False),
        ("job-name", "a" * 64, False),
        ("channel-name", "train_data.v1-x", True),
        ("channel-name", "train data", False),
        ("step-name", "Preprocess_1", True),
        ("environment-name", "1ABC", False),
        ("role-arn", "arn:aws:iam::123456789012:role/service-role/Role", True),
    ],
)
def test_name_patterns(pattern: str, name: str, matches: bool) -> None:
    assert (re.fullmatch(name_pattern(pattern), name) is not None) is matches


def test_handlers_exclude_each_other_in_both_directions() -> None:
    handlers = handler_signatures()
    assert handlers["transform_fn"].parameters == ("model", "data", "content_type", "accept")
    assert all(name in handlers[other].excludes for name in handlers for other in handlers[name].excludes)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/opt/ml/processing/output/payload.tar.gz", "file"),
        ("/opt/ml/processing/output/evaluation.JSON", "file"),
        ("/opt/ml/processing/output/data.parquet", "directory"),
        ("/opt/ml/processing/output/data.parquet/", "directory"),
        ("/opt/ml/processing/output/table.delta", "directory"),
        ("/opt/ml/processing/output/model-1.0", None),
        ("/opt/ml/processing/output/v3.11", None),
        ("/opt/ml/processing/output/data.unheard", None),
        ("/opt/ml/processing/output/train", None),
        ("/opt/ml/processing/payload.tar.gz/output", None),
        ("/opt/ml/processing/output/.json", None),
        ("/opt/ml/processing/output/my.csv.d", "directory"),
    ],
)
def test_suffix_kind(path: str, kind: str | None) -> None:
    assert suffix_kind(path) == kind


def test_enumerations() -> None:
    assert "ml.m5.xlarge" in enumeration("processing-instance-type")
    assert enumeration("training-input-mode") == {"Pipe", "File", "FastFile"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", as_of())
