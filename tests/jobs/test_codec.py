"""Definitions as text: what is read is of the right types, or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest

from sm_lint.contracts.model import Argument, Contract, EntryPoint, Input, Output, Requirement, Variable
from sm_lint.jobs.definition.codec import dumps, loads
from sm_lint.jobs.definition.model import (
    Definitions,
    Deployment,
    Job,
    ModelCall,
    Mount,
    Pipeline,
    Script,
    SdkCall,
    Setting,
    Supplier,
    Use,
    WrittenScript,
)
from sm_lint.syntax.span import Place, Span

PLACE = Place("/p/run.py", Span(1, 2, 3, 4), 2)
SETTING = Setting(PLACE, "a", "list", "literal", "[a]", (Setting(PLACE),), ("k",), True)
SETTINGS = (("a", SETTING), ("b", Setting(PLACE)))
CONTRACT = Contract(
    "c", PLACE, "label", "job", "processing", "sink", "text", (EntryPoint("a.py", PLACE),), (Input("i", None, PLACE),),
    (Output("o", "/o", PLACE, files=("f",)),), (Variable("V", PLACE, value="1"),), (Argument("a", PLACE, choices=("b",)),),
    (Requirement("r", ">1", PLACE),), ("f",), True, ("/a",), ("r",), "1", sdk="v3", variants=(("v", Contract("d", PLACE)),),
)  # fmt: skip
WHOLE = Definitions(
    "/p/run.py",
    (
        Job("l", "processing", "v2", "api", "C", PLACE, CONTRACT, Script("a.py", PLACE, "/p/a.py"), "s",
            (Mount("input", PLACE, SETTING, None, SETTING, SETTINGS),), SETTING, None, SETTING, SETTINGS,
            suppliers=(Supplier("l", "training", None, CONTRACT, "/opt/ml/model", "/opt/ml/model", PLACE, True, SETTING, "a", "1", False),),
            deployments=(Deployment("deploy", PLACE, SETTING, True),)),
        Job("m", None, "json", "", "", PLACE, CONTRACT),
    ),
    (Pipeline(PLACE, SETTING, ("a",), None), Pipeline(PLACE)),
    (Use("step", PLACE, "s", "p", None, ("w",)),),
    (("a", "b"),), ("/p/a.py",), (WrittenScript("/p/a.py", "pass", PLACE, True, 2, 3, 4),), (("a.py", "/p/a.py"),),
    (("a", "b"),), ("m",), (ModelCall("l", "create", "C", PLACE, None, SETTINGS, SETTING, True),),
    (SdkCall("sagemaker.m.C", PLACE, SETTINGS, True, True, False, (("self", 0),)), SdkCall("a.b", PLACE)),
)  # fmt: skip


def leaves(row: Any, path: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
    for index, item in enumerate(row):
        yield (*path, index)
        if isinstance(item, list):
            yield from leaves(item, (*path, index))


@cache
def hints_of(cls: type[Any]) -> dict[str, Any]:
    return get_type_hints(cls)


def is_typed(value: Any, hint: Any) -> bool:
    """Is a value, with all that is in it, of a type?"""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(is_typed(value, each) for each in arguments)
    if origin is Literal:
        return type(value) is str and value in arguments
    if origin is tuple:
        if type(value) is not tuple:
            return False
        parts = arguments[:1] * len(value) if Ellipsis in arguments else arguments
        return len(value) == len(parts) and all(map(is_typed, value, parts))
    if hint is Span:
        return type(value) is Span and all(type(number) is int for number in value)
    if is_dataclass(hint):
        hints = hints_of(hint)
        return type(value) is hint and all(
            is_typed(getattr(value, field.name), hints[field.name])
            for field in fields(hint)
            if field.name not in {"extra", "places"}
        )
    return type(value) is hint


def test_what_is_written_is_read() -> None:
    assert loads(dumps(WHOLE)) == WHOLE
    assert is_typed(WHOLE, Definitions)
    assert loads(dumps(Definitions("/p"))) == Definitions("/p")


@pytest.mark.slow
@pytest.mark.parametrize("other", [None, 3, True, "x", [-1], [-2, 1, 1, 1, "1"], [-3, 0], {}])
def test_another_value_anywhere_gives_the_right_types_or_nothing(other: object) -> None:
    text = dumps(WHOLE)
    refused = 0
    for path in leaves(json.loads(text)):
        document = json.loads(text)
        row = document
        for index in path[:-1]:
            row = row[index]
        row[path[-1]] = other
        try:
            found = loads(json.dumps(document))
        except ValueError:
            refused += 1
        else:
            assert is_typed(found, Definitions), path
    assert refused > 100


@pytest.mark.parametrize("text", ["", "null", "[", "[]", "{}", "[" * 100_000, "[0]", '"x"', "1e999", "9" * 5000])
def test_what_is_no_definitions(text: str) -> None:
    with pytest.raises(ValueError, match="no definitions"):
        loads(text)
