"""The shipped limits and enumerations are those of the installed botocore."""

from __future__ import annotations

import pytest

from sm_lint.sagemaker.api.refresh import differences, enumerations_text, service_model
from sm_lint.sagemaker.data import load

pytest.importorskip("botocore")


def parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


@pytest.fixture(scope="module")
def model() -> object:
    import botocore

    if parts(botocore.__version__) < parts(load("api/enumerations")["botocore"]):
        pytest.skip(f"botocore {botocore.__version__} is older than the data")
    return service_model()


def test_data_agrees_with_the_service_model(model: object) -> None:
    assert list(differences(model)) == []


def test_a_difference_is_told(model: object, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = {
        "enumeration": [
            {**entry, "values": entry["values"][1:]} if entry["name"] == "split-type" else entry
            for entry in load("api/enumerations")["enumeration"]
        ],
        "limit": [
            {**entry, "value": 11} if entry["id"] == "processing-inputs" else entry
            for entry in load("api/limits")["limit"]
        ],
    }
    monkeypatch.setattr("sm_lint.sagemaker.api.refresh.load", lambda name: changed)
    assert list(differences(model)) == [
        "enumeration split-type differs from SplitType: Line",
        "limit processing-inputs is 11, ProcessingInputs says 10",
    ]


def test_written_file_reads_back(model: object) -> None:
    import tomli

    written = tomli.loads(enumerations_text(model, "1.2.3"))
    assert written["botocore"] == "1.2.3"
    assert written["enumeration"] == load("api/enumerations")["enumeration"]
