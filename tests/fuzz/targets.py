"""Functions that take bytes and hold one part of the linter to what it promises; for atheris, and without it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from random import Random

import tomli

from sm_lint.config.glob import match_names, split
from sm_lint.config.toml import Document
from sm_lint.config.toml import parse as parse_toml
from sm_lint.diagnostics.edits import Lines, apply, split_lines
from sm_lint.files.json_places import items, members
from sm_lint.files.magics import read_cell
from sm_lint.files.notebook import read_notebook
from sm_lint.files.suppress import Suppressions
from sm_lint.flow.models.shell_lines import split_line
from sm_lint.lint.linking.source_view import SourceView
from sm_lint.syntax.depth import is_shallow, too_deep
from sm_lint.syntax.parse import SyntaxProblem, parse
from sm_lint.syntax.span import Span
from sm_lint.syntax.tokens import tokens
from sm_lint.workspace.source import SourceProblem, decode
from tests.fuzz import linting
from tests.fuzz.generators import hostile
from tests.fuzz.generators.configuration import configuration_text
from tests.fuzz.generators.corpus import NEEDED, script
from tests.fuzz.generators.notebooks import notebook
from tests.fuzz.generators.python_text import changed, changed_bytes, encoded
from tests.fuzz.inputs import Failure, Input

Target = Callable[[bytes], None]
_SECONDS = 5.0
"""Processor time that a target may take for the few KiB that it is given."""


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _inside(span: Span, text: str) -> None:
    lines = split_lines(text) or [""]
    for line, column in ((span.line, span.column), (span.end_line, span.end_column)):
        assert 1 <= line <= len(lines) + 1, span
        assert 1 <= column <= len(lines[line - 1] if line <= len(lines) else "") + 1, span


def suppressions(data: bytes) -> None:
    """Comments that suppress stand in the text, and what they list stands in them."""
    text = _text(data)
    for found in Suppressions.parse(text, {"ACME001"}).all:
        _inside(found.span, text)
        for written, span in found.listed:
            _inside(span, text)
            assert split_lines(text)[span.line - 1][span.column - 1 : span.end_column - 1] == written


def token_positions(data: bytes) -> None:
    """Tokens follow each other and stay in the text."""
    text = _text(data)
    position = 0
    for token in tokens(text):
        assert position <= token.start <= token.end <= len(text)
        position = token.end


def depth(data: bytes) -> None:
    """What is called shallow is not too deep."""
    text = _text(data)
    excess = too_deep(text)
    assert excess is None or 0 <= excess[0] <= len(text)
    assert not (is_shallow(text) and excess)


def syntax(data: bytes) -> None:
    """A text is parsed, or refused at a place inside it."""
    try:
        text = decode(data, "/x.py").text
    except SourceProblem:
        return
    try:
        assert parse("/x.py", text).text == text.removeprefix("\ufeff")
    except SyntaxProblem as error:
        _inside(error.problem.place.span, text)


def decoding(data: bytes) -> None:
    """What is decoded can be written back as it was."""
    try:
        source = decode(data, "/x.py")
    except SourceProblem:
        return
    if source.encoding in ("utf-8", "utf-8-sig"):
        assert source.text.encode(source.encoding) == data


def configuration(data: bytes) -> None:
    """A configuration is read as tomli reads it, and every key has a place inside its text."""
    found = parse_toml(data, "/sm-lint.toml")
    if not isinstance(found, Document):
        _inside(found.place.span, data.decode("utf-8", "replace").replace("\r\n", "\n"))
        return
    assert repr(found.data) == repr(tomli.loads(data.decode().replace("\r\n", "\n")))
    todo: list[tuple[tuple[str | int, ...], object]] = [((), found.data)]
    while todo:
        path, value = todo.pop()
        for place in (found.place_of(path), found.place_of(path, value=True)):
            _inside(place.span, found.text)
        below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        todo += [((*path, key), item) for key, item in below if len(path) < 20]


def notebooks(data: bytes) -> None:
    """Every line of a notebook's code leads to a cell and to a line of the file."""
    try:
        found = read_notebook("/n.ipynb", data)
    except SourceProblem:
        return
    view = SourceView("/n.ipynb", "/n.ipynb", found.text, found.parts)
    lines = split_lines(found.text)
    raw_lines = data.count(b"\n") + data.count(b"\r") + 1
    for number in range(1, len(lines) + 1):
        place = view.to_place(Span(number, 1, number, 1))
        assert place.cell is not None
        assert place.span.line >= 1
        assert 1 <= found.raw_line(place.cell, place.span.line) <= raw_lines


def magics(data: bytes) -> None:
    """Blanking out what is not Python moves nothing."""
    source = data.decode("utf-8", "replace")
    cell = read_cell(source)
    assert len(split_lines(cell.text)) == len(split_lines(source))
    if not cell.margins and cell.file_name is None:
        assert len(cell.text) == len(source)


def json_places(data: bytes) -> None:
    """Where members and items are said to be, the JSON decoder finds them."""
    text = data.decode("utf-8", "replace")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return
    start = len(text) - len(text.lstrip(" \t\r\n"))
    decoder = json.JSONDecoder()
    if isinstance(document, dict):
        places = members(text, start)
        assert places.keys() == document.keys()
        assert all(repr(decoder.raw_decode(text, places[key])[0]) == repr(document[key]) for key in document)
    elif isinstance(document, list):
        found = [decoder.raw_decode(text, place)[0] for place in items(text, start)]
        assert repr(found) == repr(document)


def shell(data: bytes) -> None:
    """A line of a shell is taken apart."""
    for command in split_line(_text(data)):
        assert command is not None


def patterns(data: bytes) -> None:
    """A pattern is held against a name; names without special characters match themselves."""
    name, _, pattern = _text(data).partition("\n")
    names, parts = split(name), split(pattern)
    match_names(names, parts)
    if not any(character in name for character in "*?["):
        assert match_names(names, names)


def edits(data: bytes) -> None:
    """Positions and offsets of a text belong to each other, and no edit changes nothing."""
    text = _text(data)
    assert apply(text, ()) == text
    assert "".join(split_lines(text)) == text
    lines = Lines(text)
    last = -1
    for number, line in enumerate(split_lines(text), 1):
        start = lines.offset(number, 1)
        assert start > last
        assert text[start : start + len(line)] == line
        last = start


def whole(data: bytes) -> None:
    """A script goes through the whole linter."""
    linting.examine(Input({"script.py": data + NEEDED}), 1)


TARGETS: dict[str, Target] = {
    "suppressions": suppressions,
    "tokens": token_positions,
    "depth": depth,
    "syntax": syntax,
    "decoding": decoding,
    "configuration": configuration,
    "notebooks": notebooks,
    "magics": magics,
    "json": json_places,
    "shell": shell,
    "patterns": patterns,
    "edits": edits,
    "whole": whole,
}


def seed_data(name: str, random: Random) -> bytes:
    """Bytes of the kind that a target takes."""
    if random.random() < 0.1:
        return hostile.data(random, 200)
    if name == "notebooks":
        return notebook(random).files["notebook.ipynb"]
    if name == "configuration":
        return encoded(configuration_text(random))
    if name == "json":
        return encoded(json.dumps(hostile.tree(random, 5), indent=random.choice((None, 1))))
    if name in ("shell", "patterns"):
        return encoded("".join(hostile.text(random) + random.choice((" ", "/", "\n", "|", ";", "")) for _ in range(4)))
    seed, path = script(random)
    return seed.files[path].encode()


def generate(random: Random) -> Input:
    """An input for one of the targets; its name is the `stdin`."""
    name = random.choice([name for name in TARGETS if name != "whole"])
    data = seed_data(name, random)
    data = (
        changed_bytes(data, random)
        if random.random() < 0.3
        else encoded(changed(data.decode("utf-8", "replace"), random))
    )
    return Input({"data": data}, stdin=name.encode())


def examine(given: Input, number: int = 0) -> None:
    """Run a target.

    Raises:
        Failure: what it checks does not hold, or it takes too long.
    """
    name, data = given.stdin.decode(), given.files["data"]
    begun = time.process_time()
    try:
        TARGETS[name](data)
    except Failure:
        raise
    except Exception as error:
        raise Failure("target", f"{name}: {linting.describe(error)}", repr(data[:2000])) from error
    if time.process_time() - begun > _SECONDS:
        raise Failure("target", f"{name}: slow", repr(data[:2000]))
