"""The places of a container agree with the other facts about its paths."""

from __future__ import annotations

import pytest

from sm_lint.sagemaker.file_system import file_system, place_of
from sm_lint.sagemaker.paths import platform_place


@pytest.mark.parametrize("place", [place for place in file_system() if place.is_fixed], ids=lambda place: place.path)
def test_places_are_known_to_the_rules(place) -> None:
    for job in place.jobs:
        known = platform_place(place.path, job, "write" if place.upload != "never" else "read")
        assert known is not None, job
        assert not place.becomes or place.upload != "never"


@pytest.mark.parametrize(
    ("path", "job", "place"),
    [
        ("/opt/ml/model/a", "training", "/opt/ml/model"),
        ("/opt/ml/model/code/a.py", "inference", "/opt/ml/model/code"),
        ("/opt/ml/models", "training", None),
        ("/opt/ml/input/data/train/a", "training", "/opt/ml/input/data/{channel}"),
        ("/opt/ml/input/data", "training", None),
        ("/opt/ml/output/failure", "processing", None),
        ("/opt/ml/processing/input", "processing", None),
    ],
)
def test_place_of(path: str, job: str, place: str | None) -> None:
    found = place_of(path, job)
    assert (found.path if found is not None else None) == place
