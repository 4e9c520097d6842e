"""Every file of platform facts holds what its schema says, each entry with its source."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import pytest

from sm_lint.sagemaker.data import DIRECTORY, load
from sm_lint.sagemaker.serving.handlers import handler_signatures

TEXT = {"type": "string", "minLength": 1}
JOBS = {"type": "array", "minItems": 1, "items": {"enum": ["processing", "training", "transform", "inference"]}}
CONTAINER_PATH = {"type": "string", "pattern": "^/opt/ml(/[^/]+)*$"}
NAMES = {"type": "array", "items": TEXT}


def table(required: dict[str, object], optional: dict[str, object] | None = None) -> dict[str, object]:
    required = {"source": TEXT, **required}
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
        "additionalProperties": False,
    }


def listing(key: str, entry: dict[str, object]) -> dict[str, object]:
    return {"type": "array", "minItems": 1, "items": entry}


SDK = {"enum": ["v2", "v3"]}
ANY_PATH = {"type": "string", "pattern": "^/"}
VERSION = {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"}
ACCOUNTS = {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": r"^\d{12}$"}, "uniqueItems": True}
VERSIONS_OF_PYTHON = {
    "type": "object",
    "minProperties": 1,
    "propertyNames": {"pattern": r"^3\.\d+$"},
    "additionalProperties": {
        "type": "object",
        "properties": {"modules": {"type": "string"}, "names": {"type": "object", "additionalProperties": TEXT}},
        "additionalProperties": False,
    },
}
SCHEMAS: dict[str, dict[str, object]] = {
    "algorithms": {
        "algorithm": listing(
            "algorithm",
            table(
                {"name": TEXT, "required": NAMES},
                {
                    "text": {"enum": ["libsvm", "protobuf"]},
                    "answers": NAMES,
                    "csv_served": NAMES,
                    "if_given": {"type": "object", "additionalProperties": NAMES},
                    "metrics": NAMES,
                    "metrics_source": TEXT,
                    "train": {"const": True},
                    "values": {"type": "object", "additionalProperties": NAMES},
                    "only": NAMES,
                },
            ),
        )
    },
    "python_names": {
        "source": TEXT,
        "backported": TEXT,
        "added": VERSIONS_OF_PYTHON,
        "removed": VERSIONS_OF_PYTHON,
    },
    "sdk/old_names": {"name": listing("name", table({"name": TEXT, "instead": TEXT}))},
    "sdk/replaced": {"name": listing("name", table({"name": TEXT, "instead": TEXT}, {"link": TEXT}))},
    "sdk/removed_keywords": {
        "keyword": listing(
            "keyword",
            table({"of": NAMES, "calls": NAMES, "name": TEXT, "instead": TEXT, "reason": TEXT}),
        )
    },
    "sdk/old_keywords": {
        "keyword": listing(
            "keyword",
            {
                "type": "object",
                "required": ["of", "names"],
                "properties": {"of": NAMES, "names": NAMES},
                "additionalProperties": False,
            },
        )
    },
    "sdk/rewrites": {
        "framework": listing(
            "framework",
            table(
                {"class": TEXT, "name": TEXT, "version": TEXT},
                {"py": TEXT, "scope": {"const": "training"}, "base": {"type": "object", "additionalProperties": TEXT}},
            ),
        ),
        "processor": listing(
            "processor", table({"class": TEXT, "becomes": TEXT}, {"framework": TEXT, "py": TEXT, "command": TEXT})
        ),
        "trainer": table(
            {
                "home": TEXT,
                "same": {"type": "object", "additionalProperties": TEXT},
                "renamed": {"type": "object", "additionalProperties": TEXT},
                "dropped": {"type": "object", "additionalProperties": NAMES},
                "instead": {"type": "object", "additionalProperties": TEXT},
                "group": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["class", "argument", "home", "members"],
                        "properties": {
                            **dict.fromkeys(("class", "argument", "home"), TEXT),
                            "members": {"type": "object", "additionalProperties": TEXT},
                            "default": {"type": "object", "additionalProperties": TEXT},
                        },
                        "additionalProperties": False,
                    },
                },
            }
        ),
    },
    "sdk/moved_modules": {"module": listing("module", table({"old": TEXT, "new": TEXT}))},
    "sdk/changes": {"change": listing("change", table({"of": TEXT, "keyword": TEXT, "instead": TEXT}))},
    "api/job_fields": {
        "field": listing(
            "field",
            table(
                {"name": TEXT, "of": {"enum": ["job", "mount"]}, "paths": {**NAMES, "minItems": 1}},
                {"kinds": {**NAMES, "minItems": 1}, "values": TEXT, "extra": NAMES},
            ),
        )
    },
    "api/properties": {
        "botocore": VERSION,
        "steps": {"type": "object", "additionalProperties": {**NAMES, "minItems": 1}},
        "shapes": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": {"type": "string", "pattern": r"^(\[\]|\{\})?\w*$"},
            },
        },
    },
    "paths": {
        "roots": table({"reserved": CONTAINER_PATH, "processing": CONTAINER_PATH, "channels": CONTAINER_PATH}),
        "path": listing(
            "path",
            table(
                {
                    "path": CONTAINER_PATH,
                    "jobs": JOBS,
                    "access": {"enum": ["read", "write", "both"]},
                    "covers": {"enum": ["file", "directory", "tree"]},
                    "meaning": TEXT,
                },
                {"sdk": SDK},
            ),
        ),
        "mistake": listing("mistake", table({"path": ANY_PATH, "jobs": JOBS, "meant": CONTAINER_PATH})),
        "lost": listing("lost", table({"path": ANY_PATH})),
        "host": listing("host", table({"pattern": TEXT, "meaning": TEXT})),
    },
    "hyperparameters": {"reserved": table({"prefix": TEXT, "names": NAMES, "others": NAMES})},
    "instances": {
        "families": listing("families", table({"gpu": {"type": "boolean"}, "names": {**NAMES, "minItems": 1}}))
    },
    "serving/model_files": {
        "algorithm": listing("algorithm", table({"name": TEXT, "files": {**NAMES, "minItems": 1}}))
    },
    "accounts": {"registries": ACCOUNTS, "services": ACCOUNTS},
    "registries": {"source": NAMES, "hosts": NAMES, "hub": NAMES},
    "images": {
        "image": listing("image", table({"name": TEXT, "classes": NAMES}, {"modules": NAMES})),
        "look-up": table({"by-instance": NAMES}),
        "names": {"type": "object", "additionalProperties": {"type": "string", "pattern": "^[a-z0-9-]+$"}},
    },
    "environment": {
        "variable": listing(
            "variable",
            table(
                {
                    "name": {"type": "string", "pattern": r"^[A-Za-z_][A-Za-z0-9_*]*$"},
                    "jobs": JOBS,
                    "setter": {
                        "enum": [
                            "platform",
                            "training-toolkit",
                            "serving-toolkit",
                            "image",
                            "launcher",
                            "aws",
                            "system",
                        ]
                    },
                    "kind": {"enum": ["text", "number", "json", "path"]},
                },
                {"sdk": SDK, "path": CONTAINER_PATH},
            ),
        )
    },
    "api/limits": {
        "limit": listing(
            "limit",
            table(
                {
                    "id": {"type": "string", "pattern": "^[a-z0-9-]+$"},
                    "job": {"enum": ["any", "processing", "training", "transform", "inference"]},
                    "item": TEXT,
                    "value": {"type": "integer", "minimum": 1},
                },
                {"note": TEXT},
            ),
        ),
        "pattern": listing("pattern", table({"id": TEXT, "regex": TEXT, "item": TEXT})),
    },
    "serving/model_code": {"repacked": NAMES, "uploaded": NAMES},
    "serving/handlers": {
        "handler": listing(
            "handler",
            table(
                {
                    "name": TEXT,
                    "parameters": NAMES,
                    "context": {"type": "boolean"},
                    "frameworks": NAMES,
                    "default": NAMES,
                    "excludes": NAMES,
                },
                {"values": {"type": "object", "additionalProperties": CONTAINER_PATH}},
            ),
        ),
        "old-entry": listing("old-entry", table({"name": TEXT, "parameters": {**NAMES, "minItems": 1}})),
    },
    "libraries": {
        "heedless": table({"modules": {**NAMES, "minItems": 1, "uniqueItems": True}}),
        "environment_files": table({"modules": {**NAMES, "minItems": 1, "uniqueItems": True}}),
    },
    "added_arguments": {
        "argument": listing(
            "argument",
            table(
                {
                    "class": TEXT,
                    "dialect": SDK,
                    "argument": TEXT,
                    "setting": TEXT,
                    "value": TEXT,
                    "under": {"type": "object", "additionalProperties": TEXT},
                    "locally": TEXT,
                }
            ),
        )
    },
    "sdk/remote_functions": {
        "source": TEXT,
        "channels": NAMES,
        "unset": NAMES,
        "files": NAMES,
        "suffixes": NAMES,
        "captured": TEXT,
        "conflict": listing("conflict", table({"names": {**NAMES, "minItems": 2, "maxItems": 2}})),
    },
    "sdk/config": {
        "source": TEXT,
        "names": {**NAMES, "minItems": 1},
        "folders": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        "overrides": {**NAMES, "minItems": 1},
        "environment": {
            "type": "object",
            "propertyNames": {"enum": ["processing", "training", "transform", "inference"]},
            "additionalProperties": {**NAMES, "minItems": 1},
        },
        "role": table({"required": {**NAMES, "minItems": 1}, "optional": {**NAMES, "minItems": 1}}),
    },
    "framework_writers": {
        "writers": listing("writers", table({"names": {**NAMES, "minItems": 1}, "writes": TEXT, "taken": TEXT}))
    },
    "frameworks": {
        "framework": listing(
            "framework",
            table(
                {
                    "name": TEXT,
                    "modules": NAMES,
                    "distributions": NAMES,
                    "classes": NAMES,
                    "toolkit": {"enum": ["inference", "containers", "other"]},
                }
            ),
        ),
        "checkpoints": table({"frameworks": {**NAMES, "minItems": 1}}),
        "servers": table({"modules": NAMES}),
        "misnomer": listing("misnomer", table({"handler": {"enum": sorted(handler_signatures())}, "names": NAMES})),
    },
    "sdk/argument_groups": {
        "group": listing(
            "group",
            table(
                {"of": NAMES},
                {
                    "not_of": NAMES,
                    "method": TEXT,
                    "exclude": {**NAMES, "minItems": 2},
                    "need": {"type": "array", "items": TEXT, "minItems": 2},
                    "unless": TEXT,
                },
            ),
        )
    },
    "serving/media_types": {
        "default-accept": TEXT,
        "default-accept-variable": TEXT,
        "framework": listing(
            "framework", table({"name": TEXT, "sends": TEXT, "asks": TEXT}, {"takes": NAMES, "gives": NAMES})
        ),
        "serializers": {"type": "object", "additionalProperties": TEXT},
        "deserializers": {"type": "object", "additionalProperties": TEXT},
        "constants": {"type": "object", "additionalProperties": TEXT},
    },
    "serving/replies": {
        "kind": listing(
            "kind",
            table({"name": TEXT, "shown": TEXT, "calls": NAMES, "methods": NAMES, "remedy": TEXT}, {"keeps": NAMES}),
        ),
        "server": listing("server", table({"name": TEXT, "refuses": NAMES, "inside": NAMES}, {"in-pair": NAMES})),
    },
    "file_system": {
        "place": listing(
            "place",
            table(
                {
                    "path": {"type": "string", "pattern": r"^(\{(input|output)\}|/opt/ml(/[^/]+)*)$"},
                    "jobs": JOBS,
                    "start": {"type": "string"},
                    "upload": {"enum": ["never", "end", "during"]},
                },
                {"becomes": TEXT, "needs": TEXT},
            ),
        )
    },
    "formats": {
        "format": listing(
            "format",
            table(
                {
                    "suffix": {"type": "string", "pattern": r"^(\.[a-z0-9]+)+$"},
                    "kind": {"enum": ["file", "directory"]},
                    "meaning": TEXT,
                }
            ),
        )
    },
    "api/enumerations": {
        "botocore": VERSION,
        "enumeration": listing("enumeration", table({"name": TEXT, "values": {**NAMES, "minItems": 2}})),
    },
}


def test_every_file_has_a_schema() -> None:
    folder = Path(DIRECTORY)
    files = (
        file for pattern in ("*.toml", "api/*.toml", "sdk/*.toml", "serving/*.toml") for file in folder.glob(pattern)
    )
    assert {file.relative_to(folder).with_suffix("").as_posix() for file in files} == set(SCHEMAS)


@pytest.mark.parametrize("name", SCHEMAS)
def test_file_matches_its_schema(name: str) -> None:
    properties = SCHEMAS[name]
    schema = {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }
    jsonschema.Draft202012Validator(schema).validate(load(name))


@pytest.mark.parametrize(
    ("name", "key", "identity"),
    [
        ("paths", "path", ("path", "jobs")),
        ("environment", "variable", ("name", "jobs", "sdk")),
        ("algorithms", "algorithm", ("name",)),
        ("sdk/old_names", "name", ("name",)),
        ("api/limits", "limit", ("id",)),
        ("api/limits", "pattern", ("id",)),
        ("serving/handlers", "handler", ("name",)),
        ("serving/handlers", "old-entry", ("name",)),
        ("formats", "format", ("suffix",)),
        ("api/enumerations", "enumeration", ("name",)),
    ],
)
def test_nothing_is_said_twice(name: str, key: str, identity: tuple[str, ...]) -> None:
    entries = [repr([entry.get(part) for part in identity]) for entry in load(name)[key]]
    assert len(entries) == len(set(entries))


def test_every_name_pattern_compiles() -> None:
    assert all(re.compile(entry["regex"]) for entry in load("api/limits")["pattern"])
