"""Until when images are patched, and how that is read of a checkout."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import tomli

from sm_lint.sagemaker.data import load
from sm_lint.sagemaker.image_contents.checkout import checkout
from sm_lint.sagemaker.image_contents.contents import repositories
from sm_lint.sagemaker.image_contents.support import ended_support, support_text

TABLE = load("image_contents/support")


@pytest.mark.parametrize("entry", TABLE["image"], ids=lambda entry: f"{entry['repository']}-{entry['version']}")
def test_a_version_has_ended_with_its_day(entry: dict[str, str]) -> None:
    found = ended_support(entry["repository"], f"{entry['version']}.0")
    assert (found is not None) == (entry["end-of-patch"] <= TABLE["day"])
    assert found is None or found.ended == entry["end-of-patch"]
    assert entry["general-availability"] < entry["end-of-patch"]


def test_versions_that_the_policy_does_not_name() -> None:
    older = ended_support("pytorch-training", "1.13.1")
    assert older is not None
    assert (older.ended, older.oldest) == ("", "2.9")
    assert ended_support("pytorch-training", "2.99.0") is None
    assert ended_support("sagemaker-scikit-learn", "1.4-2") is None
    old = ended_support("sagemaker-scikit-learn", "1.2-1")
    assert old is not None
    assert old.oldest == "1.4-2-py312"
    assert ended_support("huggingface-pytorch-training", "2.1.0-transformers4.36.0") is None
    assert ended_support("pytorch-training", "latest") is None


def test_repositories_of_known_images_are_dated() -> None:
    dated = {entry["repository"] for entry in TABLE["image"]}
    known = {each.name for each in repositories() if each.framework != "huggingface"}
    assert known <= dated


DATA = """
version: "2.6"
platform: {platform}
ga: "2025-01-29"
{eop}
"""


def test_the_policy_is_read_of_a_checkout(tmp_path: Path) -> None:
    folder = tmp_path / "deep-learning-containers"
    for name, platform, eop in (
        ("a/2.6-gpu-sagemaker", "sagemaker", 'eop: "2026-01-29"'),
        ("a/2.6-cpu-sagemaker", "sagemaker", 'eop: "2026-01-29"'),
        ("a/2.6-gpu-ec2", "ec2", 'eop: "2027-01-29"'),
        ("b/2.6-gpu-sagemaker", "sagemaker", ""),
    ):
        path = folder / "docs" / "src" / "data" / f"{name}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(DATA.format(platform=platform, eop=eop))
    for words in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)
    source = checkout(str(folder))
    read = tomli.loads(support_text(source))
    assert read["day"] == source.day()
    assert read["image"] == [
        {"repository": "a", "version": "2.6", "general-availability": "2025-01-29", "end-of-patch": "2026-01-29"}
    ]
