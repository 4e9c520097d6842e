"""Which variables exist, and which container path they hold."""

from __future__ import annotations

import pytest

from sm_lint.sagemaker.environment import (
    channel_of_variable,
    channel_variable,
    environment_path,
    is_platform_variable,
    platform_variable,
    variable_key,
)


@pytest.mark.parametrize(
    ("name", "job", "path"),
    [
        ("SM_MODEL_DIR", "training", "/opt/ml/model"),
        ("SM_MODEL_DIR", "inference", "/opt/ml/model"),
        ("SM_MODEL_DIR", "processing", None),
        ("SM_OUTPUT_DATA_DIR", "training", "/opt/ml/output/data"),
        ("SM_OUTPUT_DIR", "training", "/opt/ml/output"),
        ("SM_INPUT_DIR", "training", "/opt/ml/input"),
        ("SM_INPUT_CONFIG_DIR", "training", "/opt/ml/input/config"),
        ("SM_INPUT_DATA_DIR", None, "/opt/ml/input/data"),
        ("SM_CHANNEL_TRAIN", "training", "/opt/ml/input/data/train"),
        ("SM_CHANNEL_TRAIN", "processing", None),
        ("SM_CHANNEL_TRAIN-DATA", "training", "/opt/ml/input/data/Train-data"),
        ("SM_CHANNEL_", "training", None),
        ("SM_CHANNELS", "training", None),
        ("SM_HP_EPOCHS", "training", None),
        ("MODEL_DIR", "training", None),
    ],
)
def test_environment_path(name: str, job: str | None, path: str | None) -> None:
    assert environment_path(name, job, ["Train-data", "other"]) == path


@pytest.mark.parametrize(
    ("name", "job", "sdk", "known"),
    [
        ("SM_HP_EPOCHS", "training", None, True),
        ("SM_HP_EPOCHS", "processing", None, False),
        ("SM_HP_*", "training", None, True),
        ("SM_HPS", "training", None, True),
        ("SM_HPX", "training", None, False),
        ("SM_PIN_MEMORY", "training", None, False),
        ("SM_USER_ARGS", "training", "v3", False),
        ("SM_USER_ARGS", "training", "v2", True),
        ("SM_HOST_COUNT", "training", "v2", False),
        ("AWS_DEFAULT_REGION", "processing", None, True),
        ("PATH", "inference", None, True),
        ("PYTHONPATH", "processing", None, True),
        ("LC_ALL", "processing", None, True),
        ("WORLD_SIZE", "training", None, True),
        ("OMPI_COMM_WORLD_RANK", "training", None, True),
        ("PROCESSING_JOB_NAME", "processing", None, False),
        ("TRAINING_JOB_NAME", "training", None, True),
        ("MODEL_NAME", "training", None, False),
        ("SAGEMAKER_BATCH", "transform", None, True),
        ("SAGEMAKER_BATCH", None, None, True),
    ],
)
def test_is_platform_variable(name: str, job: str | None, sdk: str | None, known: bool) -> None:
    assert is_platform_variable(name, job, sdk) is known


def test_kinds_of_text() -> None:
    kinds = {"SM_HOSTS": "json", "SM_NUM_GPUS": "number", "SM_MODEL_DIR": "path", "SM_CURRENT_HOST": "text"}
    found = {name: variable.kind for name in kinds if (variable := platform_variable(name, "training"))}
    assert found == kinds


def test_channels_and_their_variables() -> None:
    assert channel_variable("train-data") == "SM_CHANNEL_TRAIN-DATA"
    assert channel_of_variable("SM_CHANNEL_TRAIN-DATA", ["train-data"]) == "train-data"
    assert channel_of_variable("SM_CHANNEL_EVAL") == "eval"
    assert channel_of_variable("SM_MODEL_DIR") is None


@pytest.mark.parametrize("name", ["learning-rate", "learning.rate", "Learning_Rate", "LEARNING_RATE"])
def test_names_that_one_variable_may_be_meant_for_have_one_key(name: str) -> None:
    assert variable_key(name) == "LEARNING_RATE"
    assert variable_key(name) != variable_key("learningrate")
