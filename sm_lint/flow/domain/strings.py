"""String formatting, and the methods of str on texts with holes."""

from __future__ import annotations

import re
from typing import Any

from sm_lint.flow.domain.lattice import concatenate, lift, options
from sm_lint.flow.domain.text import is_textual, merge_origins, pieces, text_of, with_documents
from sm_lint.flow.domain.values import UNKNOWN, Arguments, Constant, DictValue, ListValue, PathValue, Text, Value
from sm_lint.patterns import regex

MAX_WIDTH = 256
MAX_REPLACED = 1 << 20
MAX_RESULT = 1 << 16  # maximum characters of a method's result
HOLE = Text((None,))

# Methods that are evaluated by Python on known strings; the growth of their results is bounded.
_PURE = frozenset(
    [
        "strip",
        "lstrip",
        "rstrip",
        "lower",
        "upper",
        "title",
        "capitalize",
        "casefold",
        "swapcase",
        "removeprefix",
        "removesuffix",
        "replace",
        "split",
        "rsplit",
        "splitlines",
        "partition",
        "rpartition",
        "startswith",
        "endswith",
        "isdigit",
        "isalpha",
        "isalnum",
        "isnumeric",
        "isupper",
        "islower",
        "isidentifier",
        "isspace",
        "find",
        "rfind",
        "index",
        "rindex",
        "count",
        "encode",
    ]
)
# Methods that preserve a text with holes as far as paths are concerned.
_KEEPING = frozenset(["strip", "lstrip", "rstrip"])
_PERCENT = regex(
    r"%(?:\((?P<key>[^)]{0,1000})\))?(?P<flags>[-+ #0]*)(?P<width>(?:[1-9]\d*)?)(?P<precision>\.\d+)?(?P<type>[a-zA-Z%])"
)


def format_value(value: Value, spec: str | None, conversion: str | None) -> Value:
    """One replacement field of a format string; an unknown or wide format spec gives a hole."""
    if spec is None or conversion in ("r", "a"):
        return Text((None,), value.origins, value.assumed)
    if spec == "":
        return value
    return lift(lambda option: _format_one(option, spec), value)


def _format_one(value: Value, spec: str) -> Value:
    if not isinstance(value, Constant) or any(int(width) > MAX_WIDTH for width in re.findall(r"\d{1,9}", spec)):
        return HOLE
    try:
        return Constant(format(value.value, spec), value.origins, value.assumed)
    except (ValueError, TypeError, OverflowError, MemoryError):
        return HOLE


def percent_format(template: Constant | Text, right: Value) -> Value:
    """`template % right`."""
    if not isinstance(template, Constant):
        return concatenate([template, HOLE])
    given = list(right.items) if isinstance(right, ListValue) and right.kind == "tuple" else [right]
    parts: list[Value] = []
    end = taken = 0
    for match in _PERCENT.finditer(template.value):
        parts.append(Constant(template.value[end : match.start()], template.origins))
        end = match.end()
        if match["type"] == "%":
            parts.append(Constant("%"))
            continue
        if match["key"] is not None:
            entry = right.entries.get(match["key"]) if isinstance(right, DictValue) else None
            value = entry if entry is not None else HOLE
        else:
            value = given[taken] if taken < len(given) else HOLE
            taken += 1
        plain = match["type"] == "s" and not match["width"] and not match["precision"]
        parts.append(value if plain else format_value(value, _spec(match), None))
    parts.append(Constant(template.value[end:], template.origins))
    return concatenate(parts)


def _spec(match: re.Match[str]) -> str | None:
    if match["type"] in "di":
        return ("0" if "0" in match["flags"] else "") + match["width"] + "d"
    if match["type"] == "f":
        return match["width"] + (match["precision"] or ".6") + "f"
    return None


def str_format(template: Value, arguments: Arguments) -> Value:
    """`template.format(...)`."""
    if not isinstance(template, Constant):
        return concatenate([template, HOLE])
    if not isinstance(template.value, str):
        return UNKNOWN
    import string  # it compiles an expression

    parts: list[Value] = []
    position = 0
    try:
        fields = list(string.Formatter().parse(template.value))
    except ValueError:
        return HOLE
    for text, name, spec, conversion in fields:
        parts.append(Constant(text, template.origins))
        if name is None:
            continue
        value: Value | None
        if name == "" or name.isdecimal():
            index = position if name == "" else int(name[:6])
            position += name == ""
            value = arguments.positional[index] if index < len(arguments.positional) else None
        else:
            value = arguments.keywords.get(name)
        plain = "{" not in (spec or "")
        parts.append(format_value(value, spec if plain else None, conversion) if value is not None else HOLE)
    return concatenate(parts)


def str_join(separator: Value, arguments: Arguments) -> Value:
    """`separator.join(items)`."""
    given = arguments.get(0)
    if not isinstance(given, ListValue):
        return HOLE
    parts: list[Value] = []
    for item in given.items:
        parts += [separator, item] if parts else [item]
    if given.rest is not None:
        parts.append(HOLE)
    return concatenate(parts) if parts else Constant("")


def str_method(receiver: Value, name: str, arguments: Arguments) -> Value | None:
    """A method of str; None for a name that str does not have."""
    if name == "format":
        return str_format(receiver, arguments)
    if name == "format_map":
        return HOLE
    if name == "join":
        return (
            UNKNOWN
            if isinstance(receiver, Constant) and isinstance(receiver.value, bytes)
            else str_join(receiver, arguments)
        )
    if name not in _PURE and name not in ("zfill", "ljust", "rjust", "center", "expandtabs", "translate"):
        return None
    if isinstance(receiver, Constant) and name in _PURE:
        return lift(lambda *given: _call(receiver, name, given, arguments.keywords), *arguments.positional)
    if isinstance(receiver, Text):
        return _text_method(receiver, name, arguments)
    return HOLE


def _call(receiver: Constant, name: str, given: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
    if name == "startswith" or name == "endswith":
        given = tuple(_plain_tuple(value) for value in given)
    everything = [*given, *keywords.values()]
    if name == "replace" and sum(map(_length, everything)) * (len(receiver.value) + 1) > MAX_REPLACED:
        return HOLE
    if not all(isinstance(value, Constant) for value in everything):
        return HOLE if name in ("replace", "strip", "lstrip", "rstrip") else UNKNOWN
    try:
        result = getattr(receiver.value, name)(
            *(value.value for value in given),  # type: ignore[attr-defined] # all are literals
            **{key: value.value for key, value in keywords.items()},  # type: ignore[attr-defined] # all are literals
        )
    except Exception:  # noqa: BLE001 - an error of the script: wrong types, substring not found
        return UNKNOWN
    return wrap(result, Constant(None, with_documents(receiver.origins, everything), receiver.assumed))


def _length(value: Value) -> int:
    return len(value.value) if isinstance(value, Constant) and isinstance(value.value, str | bytes) else 0


def _plain_tuple(value: Value) -> Value:
    if isinstance(value, ListValue) and value.rest is None and all(isinstance(item, Constant) for item in value.items):
        return Constant(tuple(item.value for item in value.items))  # type: ignore[attr-defined] # all are literals
    return value


def wrap(result: Any, receiver: Value) -> Value:
    """The Python result of a string method as a value."""
    if isinstance(result, list | tuple):
        kind = "list" if isinstance(result, list) else "tuple"
        return ListValue(tuple(Constant(item, receiver.origins, receiver.assumed) for item in result), None, kind)
    if isinstance(result, str | bytes) and len(result) > MAX_RESULT:
        return HOLE
    return Constant(result, receiver.origins, receiver.assumed)


def _text_method(receiver: Text, name: str, arguments: Arguments) -> Value:
    known = arguments.get(0)
    argument = known.value if isinstance(known, Constant) and isinstance(known.value, str) else None
    first, last = receiver.pieces[0], receiver.pieces[-1]
    if name in _KEEPING:
        if argument is None and known is not None:
            return HOLE
        parts = list(receiver.pieces)
        if first is not None and name != "rstrip":
            parts[0] = first.lstrip(argument)
        if last is not None and name != "lstrip":
            parts[-1] = (parts[-1] or "").rstrip(argument)
        return text_of(parts, receiver.origins, receiver.assumed)
    if name in ("lower", "upper", "casefold", "title", "capitalize"):
        parts = [part if part is None else getattr(part, name)() for part in receiver.pieces]
        return text_of(parts, receiver.origins, receiver.assumed)
    if name == "startswith" and argument is not None and first is not None:
        if len(first) >= len(argument) or not argument.startswith(first):
            return Constant(first.startswith(argument))
    elif name == "endswith" and argument is not None and last is not None:
        if len(last) >= len(argument) or not argument.endswith(last):
            return Constant(last.endswith(argument))
    elif name == "replace" and argument is not None and len(arguments.positional) == 2:
        return lift(lambda new: _replace(receiver, argument, new), arguments.positional[1])
    elif name in ("split", "rsplit", "partition", "rpartition", "splitlines"):
        return ListValue((), Text((None,), receiver.origins), "list")
    if name in ("startswith", "endswith", "find", "rfind", "index", "rindex", "count") or name.startswith("is"):
        return UNKNOWN
    return Text((None,), receiver.origins, receiver.assumed)


def _replace(receiver: Text, old: str, new: Value) -> Value:
    if not is_textual(new) or not old:
        return HOLE
    parts: list[str | None] = []
    for part in receiver.pieces:
        if part is None or old not in part:
            parts.append(part)
            continue
        for i, piece in enumerate(part.split(old)):
            parts += [*pieces(new), piece] if i else [piece]
    return text_of(parts, merge_origins([receiver, new]), receiver.assumed)


def as_string(value: Value) -> Value:
    """`str(value)`: paths become strings, unknown values a hole."""
    return lift(_as_string, value)


def _as_string(value: Value) -> Value:
    if isinstance(value, PathValue):
        return value.text
    if isinstance(value, Text) or (isinstance(value, Constant) and isinstance(value.value, str)):
        return value
    if isinstance(value, Constant):
        return Constant(str(value.value), value.origins, value.assumed)
    return Text((None,), value.origins, value.assumed, value.source)


def every_literal(value: Value) -> list[str]:
    """All alternatives of a value that are known strings."""
    return [o.value for o in options(value) if isinstance(o, Constant) and isinstance(o.value, str)]
