"""Jobs in JSON: pipeline definitions as the service keeps them, Step Functions state machines, and CloudFormation templates."""

from __future__ import annotations

import json

from sm_lint.jobs.definition.model import Definitions, Setting
from sm_lint.jobs.documents.json_settings import MAX_DEPTH, JsonReader
from sm_lint.jobs.documents.parts import Parts
from sm_lint.jobs.documents.templates import is_template, template_parts
from sm_lint.syntax.span import Place, Problem, Span

MAX_BYTES = 4_000_000
"""Maximum size of a pipeline definition: 1 MiB."""
CODE = "SMX901"

_SIGNS = (b'"Steps"', b":states:::", b"AWS::SageMaker::")
"""Every pipeline, every state machine that starts jobs, and every template that creates something contains one of these."""


def json_problem(path: str, raw: bytes) -> Problem | None:
    """Why a file that should be a definition cannot be read as one, or None."""
    if len(raw) > MAX_BYTES:
        return Problem(CODE, f"larger than {MAX_BYTES // 1_000_000} MB, which no pipeline definition is", Place(path))
    try:
        document = _read(path, raw)
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", "replace")
        return Problem(CODE, f"byte 0x{raw[error.start]:02x} is not valid UTF-8, as JSON has to be", _at(path, before))
    except json.JSONDecodeError as error:
        return Problem(
            CODE, f"no valid JSON: {error.msg[:1].lower()}{error.msg[1:]}", _at(path, error.doc[: error.pos])
        )
    except RecursionError:
        return Problem(CODE, f"nested more than {MAX_DEPTH} levels deep, which no pipeline definition is", Place(path))
    except (ValueError, IndexError) as error:
        return Problem(CODE, f"no valid JSON: {error}", Place(path))
    if document.type not in ("dict", ""):
        found = {"list": "an array", "str": "a string", "None": "null", "bool": "a boolean"}.get(
            document.type, "a number"
        )
        return Problem(CODE, f"a pipeline definition is a JSON object, and this is {found}", document.place)
    return None


def json_definitions(path: str, raw: bytes) -> Definitions | None:
    """The jobs that a JSON file defines; None if it cannot be read (:func:`json_problem`) or defines none."""
    if len(raw) > MAX_BYTES or not any(sign in raw for sign in _SIGNS):
        return None
    try:
        document = _read(path, raw)
    except (ValueError, RecursionError, IndexError):
        return None
    if is_template(document):
        return template_parts(document).definitions(path)
    parts = Parts()
    parts.add(document)
    return parts.definitions(path)


def _read(path: str, raw: bytes) -> Setting:
    return JsonReader(lambda span: Place(path, span), raw.decode("utf-8-sig")).read()


def _at(path: str, before: str) -> Place:
    """The place after a text at the start of a file."""
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    return Place(path, Span(line, column, line, column))
