"""Destinations of outputs in S3, against the pattern that a project has for them.

A destination is text with two kinds of holes: `HOLE` for text that is not known, slashes included, and `EXECUTION` for
the id of the pipeline's execution.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sm_lint.jobs.definition.model import Setting
from sm_lint.jobs.definition.reading import entries
from sm_lint.patterns import regex

HOLE, EXECUTION = "\0", "\1"
EXECUTION_PLACEHOLDER, MANY = "execution", "prefix"
_EXECUTION_TYPE = regex(r"ExecutionVariables\.PIPELINE_EXECUTION_(?:ID|ARN)$")
_PLACEHOLDER = regex(r"\{([a-z_]+)\}")
_JOIN = "Join"


class Destination:
    """The destination of an output as far as it is known.

    Attributes:
        text: its text with holes.
    """

    def __init__(self, setting: Setting) -> None:
        self.text = _text(setting)

    @property
    def is_known(self) -> bool:
        """Whether it has no hole but the id of the execution."""
        return HOLE not in self.text

    @property
    def shown(self) -> str:
        """Its text for messages."""
        return self.text.replace(HOLE, "*").replace(EXECUTION, "<execution id>")


def _text(setting: Setting) -> str:
    if _EXECUTION_TYPE.search(setting.type):
        return EXECUTION
    if setting.type.rpartition(".")[2] == _JOIN:
        given = dict(entries_of(setting))
        on, values = given.get("on"), given.get("values")
        glue = on.text if on is not None and on.known == "literal" else "" if on is None else None
        if values is None or values.type != "list" or values.open or glue is None:
            return HOLE
        return glue.join(_text(item) for item in values.items)
    if setting.text is None or setting.known not in ("literal", "computed"):
        return HOLE
    return setting.text if setting.known == "literal" else setting.text.replace("*", HOLE)


def entries_of(setting: Setting) -> list[tuple[str, Setting]]:
    """The arguments of a call, or the members of a dictionary."""
    return [*zip(setting.keys, setting.items, strict=False)] or [*entries(setting)]


class DestinationPattern:
    """A pattern such as ``s3://{bucket}/{pipeline}/{step}/{output}``.

    A placeholder stands for one segment or a part of it, ``{prefix}`` for one segment or more.
    """

    def __init__(self, text: str) -> None:
        self.text = text.rstrip("/")
        self._parts = _PLACEHOLDER.split(self.text)
        self.placeholders = tuple(self._parts[1::2])

    def values(self, destination: Destination) -> Mapping[str, str] | None:
        """What stands for each placeholder in a destination that is known; None where it does not fit."""
        text, tokens = destination.text.rstrip("/"), self._tokens()
        # Where placeholders begin and end, by the state reached; of several ways the one with the shorter first ones.
        states: dict[tuple[int, bool], tuple[int, ...]] = {(0, False): ()}
        for position, character in enumerate(text):
            following: dict[tuple[int, bool], tuple[int, ...]] = {}
            for state, bounds in states.items():
                for after in _step(tokens, state, character):
                    made = bounds if after == state else bounds + (position,) * (state[1] + after[1])
                    following[after] = min(made, following.get(after, made))
            states = following
        ends = [(*bounds, *(len(text),) * inside) for (index, inside), bounds in states.items() if index == len(tokens)]
        if not ends:
            return None
        bounds = min(ends)
        found = (text[start:end] for start, end in zip(bounds[::2], bounds[1::2], strict=True))
        return dict(zip(self.placeholders, found, strict=True))

    def fits(self, destination: Destination) -> bool:
        """Whether a destination could fit once its holes are known."""
        if destination.is_known:
            return self.values(destination) is not None
        return _meet(self._tokens(), destination.text.rstrip("/"))

    def _tokens(self) -> list[str]:
        """Single characters, and placeholders as ``{name}``."""
        tokens: list[str] = []
        for index, part in enumerate(self._parts):
            tokens += [f"{{{part}}}"] if index % 2 else list(part)
        return tokens


def _meet(tokens: list[str], text: str) -> bool:
    """Whether a text that both describe exists. Takes time by the product of the lengths."""
    states = {(0, False)}  # the next token, and whether the placeholder before it may go on
    for character in text:
        states = {after for state in states for after in _after(tokens, state, character)}
        if not states:
            return False
    return any(_is_end(tokens, state) for state in states)


def _after(tokens: list[str], state: tuple[int, bool], character: str) -> set[tuple[int, bool]]:
    """The states after one more character of the text; a hole stands for any number of characters but none."""
    found = _step(tokens, state, character)
    if character == HOLE:
        pending = set(found)
        while pending:
            more = {after for each in pending for after in _step(tokens, each, HOLE)} - found
            found |= more
            pending = more
    return found


def _step(tokens: list[str], state: tuple[int, bool], character: str) -> set[tuple[int, bool]]:
    index, inside = state
    found: set[tuple[int, bool]] = set()
    if inside and (character != "/" or tokens[index - 1] == f"{{{MANY}}}"):
        found.add(state)
    if index < len(tokens):
        token = tokens[index]
        if len(token) > 1:
            if character != "/":
                found.add((index + 1, True))
        elif character in (token, HOLE):
            found.add((index + 1, False))
    return found


def _is_end(tokens: list[str], state: tuple[int, bool]) -> bool:
    return state[0] == len(tokens)


def same_name(one: str, other: str) -> bool:
    """Whether two names are spellings of one: `TrainXgb` and `train-xgb`."""
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    return re.sub(r"[^0-9a-z]", "", name.lower())
