"""Finding the literal that a fix replaces."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sm_lint.config.settings import Settings
from sm_lint.flow.facts import ScriptFacts
from sm_lint.registry.context import Context
from sm_lint.registry.quoted import quoted_at, text_at
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.parse import parse
from sm_lint.syntax.span import Place, Span

MODULE = parse("/project/script.py", 'x = 1\nrun(outputs=["/out/a.json", "/out/b.json"])\n')


def toml(tmp_path: Path, text: str, span: Span) -> Place:
    path = tmp_path / "pyproject.toml"
    path.write_text(text, "utf-8")
    return Place(str(path), span)


def context(module: ParsedModule = MODULE) -> Context:
    return Context(module.path, Settings(root="/project"), module.text, module, ScriptFacts(module))


def found(place: Place, value: str, module: ParsedModule = MODULE) -> Span | None:
    result = quoted_at(place, value, context(module))
    return result.span if result else None


def test_what_the_literal_says(tmp_path: Path) -> None:
    place = toml(tmp_path, 'a = "/out/a.json"\n', Span(1, 5, 1, 18))
    assert found(place, "/out/a.json") == Span(1, 6, 1, 17)


def test_within_a_table(tmp_path: Path) -> None:
    place = toml(tmp_path, "a = {\n  path = '/out/a.json',\n}\n", Span(1, 5, 3, 2))
    assert found(place, "/out/a.json") == Span(2, 11, 2, 22)


def test_in_the_file_that_is_looked_at() -> None:
    assert found(Place("/project/script.py", Span(2, 1, 2, 43)), "/out/b.json") == Span(2, 30, 2, 41)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ('a = "/out/other.json"\n', Span(1, 5, 1, 22)),
        ('a = ["/out/a.json", "/out/a.json"]\n', Span(1, 5, 1, 35)),
        ('a = "/out/a.json"\n', Span(7, 1, 7, 5)),
    ],
    ids=["another value", "twice", "no such line"],
)
def test_not_told_apart(tmp_path: Path, text: str, span: Span) -> None:
    assert found(toml(tmp_path, text, span), "/out/a.json") is None


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    assert found(Place(str(tmp_path / "missing.toml"), Span(1, 1, 1, 9)), "/out/a.json") is None
    (tmp_path / "latin.toml").write_bytes(b'a = "\xff"\n')
    assert found(Place(str(tmp_path / "latin.toml"), Span(1, 1, 1, 9)), "/out/a.json") is None


def notebook(tmp_path: Path, *cells: str | list[str]) -> str:
    path = tmp_path / "n.ipynb"
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]}), "utf-8")
    return str(path)


@pytest.mark.parametrize("source", ['%matplotlib\na = "/out/a.json"\n', ["%matplotlib\n", 'a = "/out/a.json"\n']])
def test_a_cell(tmp_path: Path, source: str | list[str]) -> None:
    path = notebook(tmp_path, 'a = "/out/a.json"', source)
    assert quoted_at(Place(path, Span(2, 1, 2, 18), 2), "/out/a.json", context()) == Place(path, Span(2, 6, 2, 17), 2)


def test_a_cell_that_is_not_there(tmp_path: Path) -> None:
    path = notebook(tmp_path, 'a = "/out/a.json"')
    assert found(Place(path, Span(1, 1, 1, 18), 2), "/out/a.json") is None
    Path(path).write_text("{")
    assert found(Place(path, Span(1, 1, 1, 18), 1), "/out/a.json") is None


def test_the_text_of_a_cell_belongs_to_its_notebook_only(tmp_path: Path) -> None:
    path = notebook(tmp_path, "step.name\nother")
    place = Place(path, Span(1, 1, 2, 6), 1)
    assert text_at(place, context(ParsedModule(path, "", MODULE.tree))) == "step.name\nother"
    assert text_at(place, context()) is None


def test_what_was_read_is_remembered(tmp_path: Path) -> None:
    asking = context()
    place = toml(tmp_path, 'a = "/out/a.json"\n', Span(1, 5, 1, 18))
    quoted_at(place, "/out/a.json", asking)
    assert [(item.question, item.path) for item in asking.files.dependencies] == [("content", place.path)]
