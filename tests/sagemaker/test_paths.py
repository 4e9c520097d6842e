"""Which place of the platform holds a path."""

from __future__ import annotations

import pytest

from sm_lint.sagemaker.paths import (
    channel_of,
    is_container_path,
    is_under,
    is_variant_of_channel,
    platform_place,
    root,
)


@pytest.mark.parametrize(
    ("path", "job", "mode", "expected"),
    [
        ("/opt/ml/model/model.pth", "training", "write", "/opt/ml/model"),
        ("/opt/ml/model/model.pth", "inference", "read", "/opt/ml/model"),
        ("/opt/ml/model/code/inference.py", "inference", "read", "/opt/ml/model/code"),
        ("/opt/ml/model/model.pth", "inference", "write", None),
        ("/opt/ml/model", "processing", "read", None),
        ("/opt/ml/modelling", "training", "read", None),
        ("/opt/ml/input/config/hyperparameters.json", "training", "read", "/opt/ml/input/config/hyperparameters.json"),
        ("/opt/ml/input/config/other.json", "training", "read", "/opt/ml/input/config"),
        ("/opt/ml/input/config/hyperparameters.json", "processing", "read", None),
        ("/opt/ml/input/config/hyperparameters.json", "training", "write", None),
        ("/opt/ml/config/resourceconfig.json", "processing", "read", "/opt/ml/config/resourceconfig.json"),
        ("/opt/ml/config/resourceconfig.json", "training", "read", None),
        ("/opt/ml/config/other.json", "processing", "read", None),
        ("/opt/ml/output/data/metrics.json", "training", "write", "/opt/ml/output/data"),
        ("/opt/ml/output/metrics.json", "training", "write", None),
        ("/opt/ml/output/failure", "training", "write", "/opt/ml/output/failure"),
        ("/opt/ml/output/failure/trace.txt", "training", "write", None),
        ("/opt/ml/output/message", "processing", "write", "/opt/ml/output/message"),
        ("/opt/ml/processing", "processing", "read", "/opt/ml/processing"),
        ("/opt/ml/processing/input", "processing", "read", None),
        ("/opt/ml/processing/input/code/lib/a.py", "processing", "read", "/opt/ml/processing/input/code"),
        ("/opt/ml/code/conf.yaml", "processing", "read", "/opt/ml/code"),
        ("/opt/ml/checkpoints/1.pt", None, "write", "/opt/ml/checkpoints"),
        ("/opt/ml/input/data/code/train.py", "training", "read", "/opt/ml/input/data/code"),
        ("/opt/ml/input/data/train", "training", "read", None),
        ("/opt/ml/input/data", "training", "probe", "/opt/ml/input/data"),
        ("/tmp/x", "training", "write", None),
    ],
)
def test_platform_place(path: str, job: str | None, mode: str, expected: str | None) -> None:
    place = platform_place(path, job, mode)  # type: ignore[arg-type]
    assert (place.path if place else None) == expected


def test_a_place_of_one_dialect_is_not_in_the_other() -> None:
    assert platform_place("/opt/ml/input/data/code", "training", "read", "v3") is not None
    assert platform_place("/opt/ml/input/data/code", "training", "read", "v2") is None
    assert platform_place("/opt/ml/input/data/code", "training", "read") is not None


@pytest.mark.parametrize(
    ("path", "channel"),
    [
        ("/opt/ml/input/data/train/a.csv", "train"),
        ("/opt/ml/input/data/train", "train"),
        ("/opt/ml/input/data", None),
        ("/opt/ml/input/data/", None),
        ("/opt/ml/input", None),
        ("/data/opt/ml/input/data/train", None),
    ],
)
def test_channel_of(path: str, channel: str | None) -> None:
    assert channel_of(path) == channel


def test_variants_of_a_channel() -> None:
    assert is_variant_of_channel("train_0", "train")
    assert is_variant_of_channel("train-manifest", "train")
    assert not is_variant_of_channel("train", "train")
    assert not is_variant_of_channel("training", "train")
    assert not is_variant_of_channel("axb_0", "a.b")


def test_is_under_respects_segments() -> None:
    assert is_under("/opt/ml/a/b", "/opt/ml/a")
    assert is_under("/opt/ml/a", "/opt/ml/a")
    assert not is_under("/opt/ml/ab", "/opt/ml/a")
    assert is_under("/opt", "/")


def test_container_paths() -> None:
    assert is_container_path(root("processing"))
    assert not is_container_path("/opt/mlflow/run")
    assert not is_container_path("/invocations")
