"""String methods and formatting: as Python has them where all is known, covering where it is not."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sm_lint.flow.domain.lattice import options
from sm_lint.flow.domain.strings import as_string, format_value, percent_format, str_method
from sm_lint.flow.domain.text import display
from sm_lint.flow.domain.values import Arguments, Constant, DictValue, ListValue, PathValue, Text, Unknown, Value
from tests.flow.domain.test_text import text


def call(receiver: Constant | Text, name: str, *given: Any) -> Value | None:
    return str_method(receiver, name, Arguments([Constant(value) for value in given], {}))


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("strip", ("/",)), ("rstrip", ("/",)), ("lower", ()), ("upper", ()), ("replace", ("a", "b")), ("split", ("/",)),
        ("startswith", ("/o",)), ("endswith", ("t/",)), ("partition", ("/",)), ("removeprefix", ("/opt",)), ("find", ("p",)),
        ("count", ("t",)), ("title", ()), ("isdigit", ()), ("rsplit", ("/", 1)),
    ],
)  # fmt: skip
def test_methods_of_known_strings(name: str, given: tuple[Any, ...]) -> None:
    expected = getattr("/opt/Data/t/", name)(*given)
    value = call(Constant("/opt/Data/t/"), name, *given)
    if isinstance(expected, list | tuple):
        assert isinstance(value, ListValue)
        assert [item.value for item in value.items if isinstance(item, Constant)] == list(expected)
    else:
        assert isinstance(value, Constant)
        assert value.value == expected


@pytest.mark.parametrize(
    ("name", "given"),
    [("strip", ()), ("lower", ()), ("upper", ()), ("replace", ("opt", "OPT")), ("rstrip", ("v",)), ("title", ())],
)
def test_methods_of_strings_with_holes(name: str, given: tuple[Any, ...]) -> None:
    for word in ("x", "x/y", ""):
        value = call(text("/opt/*.csv"), name, *given)
        assert value is not None
        expected = getattr(f"/opt/{word.upper() if name == 'upper' else word}.csv", name)(*given)
        assert re.fullmatch(re.escape(display(value)).replace(r"\*", ".*"), expected)


def test_what_a_hole_leaves_open() -> None:
    assert isinstance(call(text("/opt/*"), "startswith", "/opt/m"), Unknown)
    prefix = call(text("/opt/*"), "startswith", "/opt")
    assert isinstance(prefix, Constant)
    assert prefix.value is True
    suffix = call(text("*.csv"), "endswith", ".txt")
    assert isinstance(suffix, Constant)
    assert suffix.value is False


@pytest.mark.parametrize(
    ("template", "given", "expected"),
    [
        ("%s/%d.csv", ("a", 3), "a/3.csv"),
        ("%s%%", ("a",), "a%"),
        ("%05.2f", (1.5,), "*"),
        ("%04d", (7,), "0007"),
        ("%x", (7,), "*"),
        ("%s/%s", ("a",), "a/*"),
    ],
)
def test_percent(template: str, given: tuple[Any, ...], expected: str) -> None:
    value = percent_format(Constant(template), ListValue(tuple(Constant(item) for item in given), None, "tuple"))
    assert re.fullmatch(re.escape(expected).replace(r"\*", ".*"), display(value))


def test_percent_with_names() -> None:
    value = percent_format(Constant("%(a)s/%(b)s"), DictValue({"a": Constant("x")}))
    assert display(value) == "x/*"


@pytest.mark.parametrize(
    ("spec", "value", "expected"), [("02d", 3, "03"), (".2f", 1.0, "1.00"), ("999999d", 1, "*"), ("d", "x", "*")]
)
def test_format_specs(spec: str, value: Any, expected: str) -> None:
    assert display(format_value(Constant(value), spec, None)) == expected


def test_format_method() -> None:
    given = Arguments([Constant("a"), Text((None,))], {"k": Constant("z")})
    value = str_method(Constant("{}/{1}/{k}/{missing}/{0!r}"), "format", given)
    assert value is not None
    assert display(value) == "a/*/z/*/*"


def test_as_string() -> None:
    assert display(as_string(PathValue(Constant("/a")))) == "/a"
    assert [display(option) for option in options(as_string(Constant(3)))] == ["3"]
