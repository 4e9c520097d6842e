"""The JSON schemas of ``sm-lint.toml`` and ``pyproject.toml``; no run reads them.

The shipped files beside this module are generated from the options and rules by ``docs/generate.py``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from sm_lint.config.options import Options
from sm_lint.config.shape import (
    RULE_SELECTOR,
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
PYPROJECT_FILE = "pyproject.schema.json"
DRAFT = "http://json-schema.org/draft-07/schema#"
_SELECTOR = "RuleSelector"
_OTHER_RULES = "^(?!SM[A-Z][0-9]{3}$)"
"""Matches prefixes, other spellings and the rules of plugins, which a schema cannot list; but no built-in code that
does not exist."""


def schema() -> dict[str, Any]:
    """The shipped schema of a whole ``sm-lint.toml``."""
    found: dict[str, Any] = json.loads(text())
    return found


def text() -> str:
    """The shipped schema as JSON, with a final line ending."""
    return files("sm_lint.config").joinpath(FILE).read_text(encoding="utf-8")


def pyproject_schema() -> dict[str, Any]:
    """The schema of a ``pyproject.toml`` with a ``[tool.sm-lint]`` table; other content is not restricted."""
    whole = schema()
    about = {key: whole.pop(key) for key in ("$schema", "$id", "title", "definitions")}
    definitions = dict(sorted({**about["definitions"], "Options": whole}.items()))
    table = {"type": "object", "properties": {"sm-lint": {"$ref": "#/definitions/Options"}}}
    return {
        "$schema": about["$schema"],
        "$id": f"{DOCUMENTATION}/{PYPROJECT_FILE}",
        "title": "pyproject.toml with [tool.sm-lint]",
        "type": "object",
        "properties": {"tool": table},
        "definitions": definitions,
    }


def validate_pyproject(tool_name: str) -> dict[str, Any]:
    """The schema of ``[tool.sm-lint]`` for the validate-pyproject tool."""
    del tool_name
    return schema()


def made_from(selectors: Sequence[str]) -> dict[str, Any]:
    """Build the schema for the shipped file.

    Args:
        selectors: all selectors of the built-in rules: codes, families, names and ``ALL``.
    """
    chosen = {
        "description": "A rule: its code, the beginning of codes, its name, or `ALL`.",
        "anyOf": [{"enum": list(selectors)}, {"type": "string", "minLength": 1, "pattern": _OTHER_RULES}],
    }
    definitions: dict[str, Any] = {_SELECTOR: chosen}
    root = _record(Options, definitions)
    return {
        "$schema": DRAFT,
        "$id": f"{DOCUMENTATION}/{FILE}",
        "title": "sm-lint",
        "description": f"Configuration of sm-lint, {HOMEPAGE}.",
        **root,
        "definitions": dict(sorted(definitions.items())),
    }


def as_text(schema: dict[str, Any]) -> str:
    """A schema as JSON, with a final line ending."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _record(record: type, definitions: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for entry in options_of(record).values():
        properties[entry.name] = _property(entry, definitions)
        for old in entry.formerly:
            # Draft 7 does not define the keyword, but editors support it and strike the key through.
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
        case Text(what) if what == RULE_SELECTOR:
            return {"$ref": f"#/definitions/{_SELECTOR}"}
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
        # Draft 7 ignores everything beside a reference, including a description.
        return {"allOf": [reference]}
    return {"anyOf": [_shape(options_of(of)[short].shape, definitions), reference]}
