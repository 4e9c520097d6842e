"""Suggestions for misspelt words."""

from __future__ import annotations

import pytest

from sm_lint.spelling import is_slip, suggest


@pytest.mark.parametrize(
    ("word", "choices", "found"),
    [
        ("instance_typ", ["instance_type", "instance_count"], "instance_type"),
        ("INSTANCE-TYPE", ["instance_type"], "instance_type"),
        ("hyper_parameters", ["hyperparameters"], "hyperparameters"),
        ("volume_sise_in_gb", ["volume_size_in_gb", "volume_kms_key"], "volume_size_in_gb"),
        ("tags_list", ["tags"], "tags"),
        # what two words share as a whole part makes them no more alike
        ("experiment_config", ["explainer_config"], None),
        ("metrics_output", ["metrics_input"], None),
        ("zzz", ["instance_type"], None),
    ],
)
def test_the_most_similar_word(word: str, choices: list[str], found: str | None) -> None:
    assert suggest(word, choices) == found


@pytest.mark.parametrize(
    ("word", "other", "slip"),
    [
        ("preproces.py", "preprocess.py", True),
        ("src_trian", "src_train", True),
        ("step_a.py", "step_b.py", False),  # names that tell two things apart
        ("eval.py", "evals.py", True),
        ("test.py", "text.py", True),
        ("train1.py", "train2.py", False),
        ("train.py", "train_.py", True),
        ("same.py", "same.py", False),
    ],
)
def test_a_slip(word: str, other: str, slip: bool) -> None:
    assert is_slip(word, other) is is_slip(other, word) is slip
