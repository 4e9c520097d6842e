"""``json.dumps``, ``json.loads`` and ``ast.literal_eval`` of known values, or of texts with holes."""

from __future__ import annotations

import ast
import json
import warnings
from typing import Any

import libcst as cst

from sm_lint.flow.domain.provenance import Encoded, FromEnvironment, Role
from sm_lint.flow.domain.text import literal_str
from sm_lint.flow.domain.values import UNKNOWN, Arguments, Constant, DictValue, ListValue, Origins, Text, Value
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.models.config import is_short
from sm_lint.flow.operations.pipeline_variables import note_inside

MAX_DEPTH = 8
MAX_ENTRIES = 200
MAX_TEXT = 1 << 16  # maximum characters of a parsed text
_ALL_HYPERPARAMETERS = FromEnvironment("SM_HPS")
_ESCAPED = frozenset('"\\') | {chr(code) for code in range(32)}


class _NotPlainError(Exception):
    """A value is not fully known, or has no JSON representation."""


def dumps(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """The text of a value; it contains a hole if the value is not fully known or options change the format."""
    given = arguments.get(0, "obj")
    alone = len(arguments.positional) + len(arguments.keywords) == 1 and not arguments.open
    encoded = Encoded(given) if vm.setup.definition and type(given) is DictValue else None
    if given is None or not alone:
        return Text((None,), source=encoded)
    note_inside(vm, given, node, "json.dumps()")
    if type(given) is Text:
        return _quoted(given)
    try:
        return Constant(json.dumps(_plain(given, [MAX_ENTRIES], 0)), given.origins, source=encoded)
    except (_NotPlainError, ValueError, TypeError):
        return Text((None,), source=encoded)


def loads(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """The value of a text; a mapping of unknown entries for an unknown text, because most documents are mappings."""
    given = arguments.get(0, "s")
    if given is not None and given.source == _ALL_HYPERPARAMETERS and vm.setup.job in (None, "training"):
        return DictValue({}, UNKNOWN, Role.HYPERPARAMETERS)
    known = literal_str(given) if given is not None else None
    if known is not None and given is not None and len(known) <= MAX_TEXT:
        try:
            return _value(json.loads(known), given.origins, [MAX_ENTRIES], 0)
        except (_NotPlainError, ValueError, RecursionError):
            return UNKNOWN
    if type(given) is Text:
        inner = _unquoted(given)
        if inner is not None:
            return inner
    return DictValue({}, UNKNOWN, Role.DOCUMENT)


def literal_eval(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """The value of a Python literal in a text; a mapping of unknown entries if the text is unknown."""
    given = arguments.get(0)
    known = literal_str(given) if given is not None else None
    if known is None or given is None or len(known) > MAX_TEXT:
        return DictValue({}, UNKNOWN, Role.DOCUMENT)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of escape sequences in the text
        try:
            return _value(ast.literal_eval(known), given.origins, [MAX_ENTRIES], 0)
        except (_NotPlainError, ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            return UNKNOWN


def _quoted(text: Text) -> Value:
    pieces = list(text.pieces)
    if any(piece is not None and not _ESCAPED.isdisjoint(piece) for piece in pieces):
        return Text((None,))
    pieces = ['"', *pieces] if pieces[0] is None else ['"' + pieces[0], *pieces[1:]]
    pieces = [*pieces, '"'] if pieces[-1] is None else [*pieces[:-1], pieces[-1] + '"']
    return Text(tuple(pieces), text.origins, text.assumed)


def _unquoted(text: Text) -> Value | None:
    """The content of a JSON string with holes; None for any other text."""
    first, last = text.pieces[0], text.pieces[-1]
    if first is None or last is None or not first.startswith('"') or not last.endswith('"'):
        return None
    pieces = [first[1:] or None, *text.pieces[1:-1], last[:-1] or None]
    kept = tuple(piece for index, piece in enumerate(pieces) if piece is not None or 0 < index < len(pieces) - 1)
    if any(piece is not None and not _ESCAPED.isdisjoint(piece) for piece in kept):
        return None
    return Text(kept, text.origins, text.assumed)


def _plain(value: Value, left: list[int], depth: int) -> Any:
    left[0] -= 1
    if left[0] < 0 or depth > MAX_DEPTH:
        raise _NotPlainError
    if type(value) is Constant and isinstance(value.value, str | int | float | bool | None):
        return value.value
    if type(value) is ListValue and value.rest is None:
        return [_plain(item, left, depth + 1) for item in value.items]
    if type(value) is DictValue and value.rest is None and all(isinstance(key, str) for key in value.entries):
        return {key: _plain(item, left, depth + 1) for key, item in value.entries.items()}
    raise _NotPlainError


def _value(data: Any, origins: Origins, left: list[int], depth: int) -> Value:
    left[0] -= 1
    if left[0] < 0 or depth > MAX_DEPTH:
        raise _NotPlainError
    if isinstance(data, dict) and all(map(is_short, data)):
        return DictValue({key: _value(item, origins, left, depth + 1) for key, item in data.items()})
    if isinstance(data, list | tuple):
        kind = "list" if isinstance(data, list) else "tuple"
        return ListValue(tuple(_value(item, origins, left, depth + 1) for item in data), None, kind)
    if not isinstance(data, str | bytes | int | float | bool | None) or not is_short(data):
        raise _NotPlainError
    return Constant(data, origins if isinstance(data, str) else ())
