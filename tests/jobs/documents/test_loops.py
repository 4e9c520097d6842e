"""Loops in the JSON of a pipeline, and what SMJ690 says of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sm_lint.testing import lint_files


def loop(most: object, items: object, body: list[object], **more: object) -> dict[str, object]:
    arguments = {"IterableItems": items, "MaxConcurrency": most, "ForEachBody": body}
    return {"Name": "Loop", "Type": "ForEach", "Arguments": arguments, **more}


STOP = {"Name": "Stop", "Type": "Fail", "Arguments": {"ErrorMessage": "no"}}
CALL = {
    "Name": "Call",
    "Type": "Lambda",
    "Arguments": {"region": {"Get": "ForEach.CurrentItem"}},
    "FunctionArn": "arn:aws:lambda:a",
}
REGIONS = {"Get": "Parameters.Regions"}


@pytest.mark.parametrize(
    ("step", "wanted"),
    [
        (loop(50, REGIONS, [CALL]), []),
        (loop({"Get": "Parameters.Most"}, ["a", {"Get": "Parameters.B"}, 1], [CALL]), []),
        (loop(80, REGIONS, [CALL]), ["`MaxConcurrency` of a loop is a number from 1 to 50, and not 80"]),
        (loop(8, [], [CALL]), ["`IterableItems` is empty; a loop needs at least one item"]),
        (
            loop(8, ["a", ["b"]], [CALL]),
            ["an item of `IterableItems` is a list; write a mapping or a list as JSON, in a text"],
        ),
        (loop(8, REGIONS, []), ["the body of a loop is empty; it needs at least one step"]),
        (loop(8, REGIONS, [CALL, STOP]), ["the body of a loop cannot have a fail step in it"]),
        (loop(8, REGIONS, [loop(8, REGIONS, [CALL])]), ["the body of a loop cannot have another loop in it"]),
    ],
)
def test_loops(step: dict[str, object], wanted: list[str], tmp_path: Path) -> None:
    parameters = [
        {"Name": "Regions", "Type": "String"},
        {"Name": "Most", "Type": "Integer"},
        {"Name": "B", "Type": "String"},
    ]
    text = json.dumps({"Version": "2020-12-01", "Parameters": parameters, "Steps": [step]}, indent=1)
    found = lint_files({"pipeline.json": text}, str(tmp_path), select=["SMJ690"]).findings
    assert [each.message for each in found] == wanted
