"""Which files of a commit run the hooks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

HOOKS = {
    hook["id"]: hook
    for hook in yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
}


@pytest.mark.parametrize(
    "path", ["pyproject.toml", "a/.sm-lint.toml", "contracts/train.toml", "train", "dockers/serve"]
)
def test_files_that_have_the_project_linted(path: str) -> None:
    assert re.search(HOOKS["sm-lint-contracts"]["files"], path)


@pytest.mark.parametrize("path", ["train.sh", "a/pretrain", "data.json", "toml", "serve/readme"])
def test_files_that_do_not(path: str) -> None:
    assert not re.search(HOOKS["sm-lint-contracts"]["files"], path)
