"""What a request to the SageMaker API may hold, and what it has to: the shapes that boto3 checks before it sends one.

``python -m sm_lint.sagemaker.api.requests`` rewrites requests.json from the service model of the installed botocore.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

OPERATIONS = {
    "create_training_job": "CreateTrainingJob",
    "create_processing_job": "CreateProcessingJob",
    "create_transform_job": "CreateTransformJob",
    "create_hyper_parameter_tuning_job": "CreateHyperParameterTuningJob",
    "create_model": "CreateModel",
    "create_endpoint_config": "CreateEndpointConfig",
    "create_endpoint": "CreateEndpoint",
}
"""Methods of the client whose requests are described, with the operation of each."""

_FILE = Path(__file__).parent / "requests.json"
_PLAIN = {
    "string": "text",
    "integer": "whole",
    "long": "whole",
    "float": "number",
    "double": "number",
    "boolean": "flag",
}


class Member(NamedTuple):
    """What a member of a request takes.

    Attributes:
        kind: ``text``, ``whole``, ``number``, ``flag``, ``list``, ``map``, ``structure``; empty for all else.
        shape: the structure, or that of each element of a list; empty where it is none.
    """

    kind: str
    shape: str = ""


class Shape(NamedTuple):
    """A structure of the API.

    Attributes:
        name: as the API reference has it.
        required: members that it must have.
        members: all of its members.
    """

    name: str
    required: tuple[str, ...]
    members: dict[str, Member]


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


def requests_as_of() -> str:
    """The botocore version that the shapes were taken from."""
    version: str = _table()["botocore"]
    return version


@cache
def shape(name: str) -> Shape:
    """A structure by its name.

    Raises:
        KeyError: no request has a structure of that name.
    """
    entry = _table()["shapes"][name]
    members = {}
    for member, written in entry["members"].items():
        kind, _, inner = written.partition(" ")
        members[member] = Member(kind, inner)
    return Shape(name, tuple(entry["required"].split()), members)


def request_shape(method: str) -> Shape | None:
    """What a method of the client takes; None for a method that is not described."""
    name = _table()["operations"].get(method)
    return shape(name) if name is not None else None


def requests_text(model: Any, version: str) -> str:
    """Content of requests.json for a service model of botocore."""
    operations = {method: str(model.operation_model(name).input_shape.name) for method, name in OPERATIONS.items()}
    waiting = sorted(operations.values())
    shapes: dict[str, Any] = {}
    while waiting:
        name = waiting.pop()
        if name in shapes:
            continue
        found = model.shape_for(name)
        members = {member: _written(inner) for member, inner in sorted(found.members.items())}
        shapes[name] = {"required": " ".join(found.required_members), "members": members}
        waiting += [inner.partition(" ")[2] for inner in members.values() if " " in inner]
    table = {"botocore": version, "operations": operations, "shapes": dict(sorted(shapes.items()))}
    return json.dumps(table, indent=1) + "\n"


def _written(found: Any) -> str:
    if found.type_name == "structure":
        return "" if getattr(found, "is_tagged_union", False) else f"structure {found.name}"
    if found.type_name == "list":
        inner = found.member
        return f"list {inner.name}" if inner.type_name == "structure" else "list"
    return "map" if found.type_name == "map" else _PLAIN.get(found.type_name, "")


def main() -> int:
    """Rewrite requests.json."""
    import botocore  # type: ignore[import-untyped]  # it ships no annotations

    from sm_lint.sagemaker.api.refresh import service_model

    _FILE.write_text(requests_text(service_model(), botocore.__version__), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
