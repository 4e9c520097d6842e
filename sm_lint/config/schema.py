"""The JSON schema of ``sm-lint.toml`` and ``[tool.sm-lint]``, made from the options; never imported by a run.

``python -m sm_lint.config.schema`` writes it to ``sm-lint.schema.json`` in the working directory.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from sm_lint.config.options import Options
from sm_lint.config.shape import (
    AnyOf,
    Choice,
    Flag,
    ListOf,
    Opaque,
    Option,
    Record,
    Scalar,
    Shape,
    TableOf,
    Text,
    Whole,
    options_of,
)
from sm_lint.links import DOCUMENTATION, HOMEPAGE

FILE = "sm-lint.schema.json"
DRAFT = "http://json-schema.org/draft-07/schema#"


def schema() -> dict[str, Any]:
    """The schema of a whole ``sm-lint.toml``."""
    definitions: dict[str, Any] = {}
    root = _record(Options, definitions)
    return {
        "$schema": DRAFT,
        "$id": f"{DOCUMENTATION}/{FILE}",
        "title": "sm-lint",
        "description": f"Configuration of sm-lint, {HOMEPAGE}.",
        **root,
        "definitions": dict(sorted(definitions.items())),
    }


def validate_pyproject(tool_name: str) -> dict[str, Any]:
    """The schema of ``[tool.sm-lint]``, as the validate-pyproject tool asks for it."""
    del tool_name
    return schema()


def text() -> str:
    """The content of the checked-in file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _record(record: type, definitions: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for entry in options_of(record).values():
        properties[entry.name] = _property(entry, definitions)
        for old in entry.formerly:
            # Draft 7 does not know the keyword; editors do, and show the key as struck through.
            said = {"description": f"Now called `{entry.name}`.", "deprecated": True}
            properties[old] = {**properties[entry.name], **said}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _property(entry: Option, definitions: dict[str, Any]) -> dict[str, Any]:
    described = {"description": entry.doc, **_shape(entry.shape, definitions)}
    if entry.default is not None:
        described["default"] = entry.default
    return described


def _shape(shape: Shape, definitions: dict[str, Any]) -> dict[str, Any]:
    match shape:
        case Text(_, empty):
            return {"type": "string"} if empty else {"type": "string", "minLength": 1}
        case Flag():
            return {"type": "boolean"}
        case Whole():
            return {"type": "integer", "minimum": 0}
        case Scalar(booleans):
            return {"type": ["string", "number", *(["boolean"] if booleans else [])]}
        case Choice(values):
            return {"type": "string", "enum": list(values)}
        case ListOf(item, one):
            items = {"type": "array", "items": _shape(item, definitions)}
            return {"anyOf": [_shape(item, definitions), items]} if one else items
        case TableOf(item):
            return {"type": "object", "additionalProperties": _shape(item, definitions)}
        case AnyOf(shapes):
            return {"anyOf": [_shape(one, definitions) for one in shapes]}
        case Opaque():
            return {"type": "object"}
        case Record(of, short):
            return _reference(of, short, definitions)


def _reference(of: type, short: str, definitions: dict[str, Any]) -> dict[str, Any]:
    if of.__name__ not in definitions:
        definitions[of.__name__] = {}
        doc = " ".join((of.__doc__ or "").split())
        definitions[of.__name__] = {"description": doc, **_record(of, definitions)}
    reference = {"$ref": f"#/definitions/{of.__name__}"}
    if not short:
        # Beside a reference draft 7 reads nothing else, a description included.
        return {"allOf": [reference]}
    return {"anyOf": [_shape(options_of(of)[short].shape, definitions), reference]}


def main(path: str = FILE) -> None:
    """Write the schema."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text())


if __name__ == "__main__":
    main(*sys.argv[1:2])
