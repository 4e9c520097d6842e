"""`sm-lint image`: the packages of an image."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from sm_lint.cli.main import cli


def shown(*words: str) -> str:
    result = CliRunner().invoke(cli, ["image", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_known_images_are_listed() -> None:
    lines = shown().splitlines()
    assert "sagemaker-scikit-learn 1.9-0 (cpu): Python 3.12, for training, processing, inference; lock" in lines
    assert shown("tensorflow").splitlines() == [line for line in lines if line.startswith("tensorflow-")]


@pytest.mark.parametrize("name", ["sklearn", "sagemaker-scikit-learn", "SageMaker_Scikit_Learn"])
def test_packages_are_shown_with_their_modules(name: str) -> None:
    lines = [line.split() for line in shown(name, "1.9-0").splitlines()]
    assert ["pandas", "2.2.3", "pandas"] in lines
    assert ["pyyaml", "6.0.3", "_yaml", "yaml"] in lines
    assert ["these", "packages", "are", "all", "there", "is"] in lines


def test_json_has_all_of_it() -> None:
    (image,) = json.loads(shown("xgboost", "3.2-0", "--output-format", "json"))
    assert (image["repository"], image["python"], image["basis"]) == ("sagemaker-xgboost", "3.12", "lock")
    assert {"name": "pillow", "version": "12.3.0", "modules": ["PIL"]} in image["packages"]
    assert image["source"].startswith("aws/deep-learning-containers@")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sclearn",), "no images of 'sclearn' are known; did you mean 'sklearn'?"),
        (("sklearn", "1.9"), "the content of version '1.9' is not known; did you mean '1.9-0'?"),
        (
            ("xgboost", "latest"),
            "the content of version 'latest' is not known; there are 0.90-1, 0.90-2, 1.0-1, 1.2-1, 1.2-2, 1.3-1, 1.5-1, 1.7-1, 3.0-5, 3.2-0",
        ),
    ],
)
def test_what_is_not_known_is_refused(words: tuple[str, ...], said: str) -> None:
    result = CliRunner().invoke(cli, ["image", *words])
    assert result.exit_code == 2
    assert said in result.output
