"""Jobs in JSON: pipeline definitions as the service keeps them, and Step Functions state machines."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from sm_lint.files import json_places
from sm_lint.jobs.definition.model import Definitions, Job, Known, Pipeline, Request, Setting, Use
from sm_lint.jobs.definition.requests import request_job
from sm_lint.jobs.definition.state_machine import (
    called_by_tasks,
    endpoint_requests,
    tasks,
    with_settings,
    with_variables,
)
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.syntax.span import Place, Problem, Span

MAX_BYTES = 4_000_000
"""Maximum size of a pipeline definition: 1 MiB."""
MAX_DEPTH = 60
MAX_DIGITS = 300
CODE = "SMX901"

_STEP_KINDS: dict[str, JobKind] = {
    "Processing": "processing",
    "QualityCheck": "processing",
    "ClarifyCheck": "processing",
    "Training": "training",
    "Tuning": "training",
    "Transform": "transform",
    "Model": "inference",
}
_ENDPOINTS = {"Endpoint": "create_endpoint", "EndpointConfig": "create_endpoint_config"}
_SIGNS = (b'"Steps"', b":states:::")
"""Every pipeline, and every state machine that starts jobs, contains one of these."""
_BRANCHES = {"IfSteps": "then", "ElseSteps": "else", "ForEachBody": "each"}
_INNER = (*_BRANCHES, "Steps")
"""Arguments of a step that hold other steps: the branches of a condition, the body of a loop."""
_BESIDE_ARGUMENTS = ("CacheConfig", "RetryPolicies")
_CALLED = {"function": "FunctionArn", "queue": "SqsQueueUrl"}
"""What a step of a pipeline calls, by kind of use."""
_PROPERTY = re.compile(r"Steps\.([A-Za-z0-9_-]+)\.(.+)")


def json_problem(path: str, raw: bytes) -> Problem | None:
    """Why a file that should be a definition cannot be read as one, or None."""
    if len(raw) > MAX_BYTES:
        return Problem(CODE, f"larger than {MAX_BYTES // 1_000_000} MB, which no pipeline definition is", Place(path))
    try:
        document = _Reader(path, raw.decode("utf-8-sig")).read()
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


def _at(path: str, before: str) -> Place:
    """The place after a text at the start of a file."""
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    return Place(path, Span(line, column, line, column))


def json_definitions(path: str, raw: bytes) -> Definitions | None:
    """The jobs that a JSON file defines; None if it cannot be read (:func:`json_problem`) or defines none."""
    if len(raw) > MAX_BYTES or not any(sign in raw for sign in _SIGNS):
        return None
    try:
        text = raw.decode("utf-8-sig")
        document = _Reader(path, text).read()
    except (ValueError, RecursionError, IndexError):
        return None
    jobs: list[Job] = []
    requests: list[Request] = []
    pipelines: list[Pipeline] = []
    uses: list[Use] = []
    steps = document.get("Steps")
    if steps is not None and steps.type == "list":
        found = list(_steps(steps))
        for step in found:
            job = _pipeline_job(step)
            requests += _endpoint_request(step)
            jobs += [job] if job is not None else []
            uses += _uses(step, job.label if job is not None else None)
        names = tuple(name.text for step in found if (name := step.get("Name")) is not None and name.text)
        parameters = document.get("Parameters")
        declared = [row.get("Name") for row in parameters.items] if parameters is not None else []
        known = tuple(name.text for name in declared if name is not None and name.text)
        written = parameters.items if parameters is not None and parameters.type == "list" else ()
        pipelines.append(Pipeline(document.place, None, names, known, written))
    else:
        machine = with_variables(document)
        jobs += tasks(machine)
        requests += endpoint_requests(machine)
        uses += called_by_tasks(machine) if jobs else ()
    if not jobs and not pipelines and not requests:
        return None
    return Definitions(path, tuple(jobs), tuple(pipelines), tuple(dict.fromkeys(uses)), requests=tuple(requests))


def _steps(given: Setting, depth: int = 0) -> Iterator[Setting]:
    """Steps, and those in the branches of conditions and the bodies of loops."""
    for step in given.items:
        yield step
        arguments = step.get("Arguments")
        if arguments is not None and depth < 10:
            for key in _INNER:
                inner = arguments.get(key)
                if inner is not None and inner.type == "list":
                    yield from _steps(inner, depth + 1)


def _pipeline_job(step: Setting) -> Job | None:
    kind = step.get("Type")
    name = step.get("Name")
    arguments = step.get("Arguments")
    if kind is None or kind.text not in _STEP_KINDS or arguments is None:
        return None
    called = name.text if name is not None else None
    job = request_job(_STEP_KINDS[kind.text], arguments, "json", kind.text, step.place, called)
    return with_settings(job, step, _BESIDE_ARGUMENTS) if job is not None else None


def _endpoint_request(step: Setting) -> Iterator[Request]:
    method = _ENDPOINTS.get(_text(step.get("Type")) or "")
    arguments = step.get("Arguments")
    if method is not None and arguments is not None and arguments.keys:
        yield Request(method, "json", step.place, _text(step.get("Name")), tuple(zip(arguments.keys, arguments.items)))


def _uses(step: Setting, by: str | None) -> Iterator[Use]:
    """References to steps, properties and parameters in the arguments of a step."""
    name = _text(step.get("Name"))
    within = (name,) if name else ()
    yield Use("step", step.place, name, _text(step.get("Type")) or "", by)
    for kind, key in _CALLED.items():
        called = step.get(key)
        if called is not None and called.type == "str" and called.text:
            yield Use(kind, called.place, None, called.text, by, within)
    for kind, given in _named(step):
        called = given.get("Name") or given
        if called.text:
            yield Use(kind, called.place, called.text, "", by, within)
    pending = [item for key, item in zip(step.keys, step.items) if key != "Arguments"]
    arguments = step.get("Arguments")
    if arguments is not None:
        # What the steps in it are given is theirs.
        pending += [item for key, item in zip(arguments.keys, arguments.items) if key not in _INNER]
    while pending:
        setting = pending.pop()
        pending += setting.items
        wanted = setting.get("Get")
        if wanted is None or wanted.text is None:
            continue
        match = _PROPERTY.fullmatch(wanted.text)
        if match is not None:
            yield Use("property", wanted.place, match[1], match[2].replace("['", '["').replace("']", '"]'), by, within)
        elif wanted.text.startswith("Parameters."):
            yield Use("parameter", wanted.place, wanted.text.removeprefix("Parameters."), "", by, within)


def _named(step: Setting) -> Iterator[tuple[str, Setting]]:
    """The steps that a step waits for or chooses between, with the kind of use: names, or the steps themselves."""
    lists = [("depends", step.get("DependsOn"))]
    arguments = step.get("Arguments")
    if arguments is not None:
        lists += [(kind, arguments.get(key)) for key, kind in _BRANCHES.items()]
    for kind, given in lists:
        if given is not None and given.type == "list":
            yield from ((kind, item) for item in given.items)


def _text(setting: Setting | None) -> str | None:
    return setting.text if setting is not None else None


def _number(digits: str) -> int | float:
    """An integer; a float if Python would refuse to print it."""
    return int(digits) if len(digits) <= MAX_DIGITS else float(digits)


class _Reader:
    """Converts JSON to settings with places."""

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._text = text
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self._decoder = json.JSONDecoder(parse_int=_number)

    def read(self) -> Setting:
        """The whole text.

        Raises:
            ValueError: it is not valid JSON.
        """
        json.loads(self._text, parse_int=_number)
        return self._value(json_places.skip(self._text, 0), 0)[0]

    def _value(self, start: int, depth: int) -> tuple[Setting, int]:
        if depth > MAX_DEPTH:
            raise RecursionError
        opening = self._text[start]
        if opening == "{":
            return self._object(start, depth)
        if opening == "[":
            return self._array(start, depth)
        value, end = self._decoder.raw_decode(self._text, start)
        return self._scalar(value, start, end), end

    def _scalar(self, value: Any, start: int, end: int) -> Setting:
        name = type(value).__name__.replace("NoneType", "None")
        text = None if value is None else str(value)
        return Setting(self._place(start, end), text, name, "literal", self._text[start : min(end, start + 200)])

    def _object(self, start: int, depth: int) -> tuple[Setting, int]:
        keys: list[str] = []
        items: list[Setting] = []

        def read(key: str, offset: int) -> int:
            item, end = self._value(offset, depth + 1)
            keys.append(key)
            items.append(item)
            return end

        end = json_places.each_member(self._text, start, read)
        is_variable = keys == ["Get"] or (len(keys) == 1 and keys[0].startswith("Std:"))
        known: Known = "variable" if is_variable else "literal"
        kind = "" if is_variable else "dict"
        return Setting(self._place(start, end), None, kind, known, "", tuple(items), tuple(keys)), end

    def _array(self, start: int, depth: int) -> tuple[Setting, int]:
        items: list[Setting] = []

        def read(offset: int) -> int:
            item, end = self._value(offset, depth + 1)
            items.append(item)
            return end

        end = json_places.each_item(self._text, start, read)
        return Setting(self._place(start, end), None, "list", "literal", "", tuple(items)), end

    def _place(self, start: int, end: int) -> Place:
        first, last = bisect_right(self._lines, start), bisect_right(self._lines, max(start, end - 1))
        return Place(self._path, Span(first, start - self._lines[first - 1] + 1, last, end - self._lines[last - 1] + 1))
