"""YAML texts as nodes: limits, errors and places."""

from __future__ import annotations

import pytest

from sm_lint.files.yaml_text import TooMuchYaml, YamlError, composed, nesting, scalar_kind, span_of
from sm_lint.syntax.span import Place, Span

PATH = "/p/a.yaml"


@pytest.mark.parametrize(
    ("text", "said", "place"),
    [
        ("a: 1\nb: [1,\n", "while parsing a flow", (3, 1)),
        ("a: 1\n---\nb: 2\n", "but found another document", (2, 1)),
        ("a: *b\n", "found undefined alias", (1, 4)),
        ("a: {b: 1}}\n", "expected", (1, 10)),
    ],
)
def test_no_yaml(text: str, said: str, place: tuple[int, int]) -> None:
    with pytest.raises(YamlError, match=said) as caught:
        composed(text, PATH)
    line, column = place
    assert caught.value.place == Place(PATH, Span(line, column, line, column))


def test_a_character_that_yaml_does_not_have_is_at_no_place() -> None:
    with pytest.raises(YamlError, match="special characters are not allowed") as caught:
        composed("a: \x00b\n", PATH)
    assert caught.value.place is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: " + "b" * (1 << 18), "larger than 256 KiB"),
        ("a: " + "[" * 61, "brackets are nested too deep"),
        ("".join(f"{' ' * depth}a:\n" for depth in range(700)), "nested too deep"),
    ],
)
def test_limits(text: str, said: str) -> None:
    with pytest.raises(TooMuchYaml, match=said):
        composed(text, PATH)


def test_the_first_of_several_documents() -> None:
    root = composed("a: 1\n---\nb: 2\n", PATH, first=True)
    ((key, value),) = root.value
    assert (key.value, value.value, scalar_kind(value)) == ("a", "1", "int")
    assert composed("# nothing\n", PATH) is None
    assert composed("# nothing\n", PATH, first=True) is None


def test_kinds_and_spans() -> None:
    root = composed("a: yes\nb: !Ref x\nc:\n- null\n", PATH)
    values = [value for _, value in root.value]
    assert [scalar_kind(value) for value in values[:2]] == ["bool", "!Ref"]
    assert span_of(values[0]) == Span(1, 4, 1, 7)
    assert span_of(values[2]).line == 4


@pytest.mark.parametrize(("text", "deep"), [("", 0), ("a: [{b: []}, '[[']", 3), ("]][", 0)])
def test_nesting(text: str, deep: int) -> None:
    assert nesting(text) == deep
