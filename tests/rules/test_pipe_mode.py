"""Channels in Pipe mode: a FIFO per epoch, of a name of its own, is the channel."""

from __future__ import annotations

from pathlib import Path

import pytest

from sm_lint.testing import lint_files

_LAUNCH = """
from sagemaker.estimator import Estimator

Estimator("image", "role", 1, "ml.c5.xlarge", input_mode="Pipe", entry_point="train.py").fit({"training": "s3://b/x"})
"""
_TRAIN = """
for epoch in range(5):
    with open("{}_{{}}".format(epoch), "rb") as fifo:
        print(fifo.read())
"""


@pytest.mark.parametrize(
    ("path", "codes"),
    [("/opt/ml/input/data/training", set()), ("/opt/ml/input/data/other", {"SMC005"})],
)
def test_a_channel_of_which_each_epoch_is_read_is_used(tmp_path: Path, path: str, codes: set[str]) -> None:
    files = {"launch.py": _LAUNCH, "train.py": _TRAIN.format(path)}
    found = lint_files(files, str(tmp_path), select=["SMC005"]).findings
    assert {finding.code for finding in found} == codes
