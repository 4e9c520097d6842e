"""The text of a value: known pieces with holes between them."""

from __future__ import annotations

from collections.abc import Iterable

from sm_lint.flow.domain.values import MAX_ORIGINS, MAX_TEXT, Constant, Origins, PathValue, Text, Value
from sm_lint.flow.facts import DocumentOrigin, Origin


def merge_origins(values: Iterable[Value]) -> Origins:
    """The origins of several values, without duplicates, up to MAX_ORIGINS."""
    merged: list[Origin] = []
    for value in values:
        for origin in value.origins:
            if origin not in merged:
                if len(merged) < MAX_ORIGINS:
                    merged.append(origin)
                elif type(origin) is DocumentOrigin:  # always kept: values from documents must not be shown
                    merged[-1] = origin
    return tuple(merged)


def with_documents(origins: Origins, values: Iterable[Value]) -> Origins:
    """Origins, preceded by those of documents from which other contributing values came."""
    documents = [origin for value in values for origin in value.origins if type(origin) is DocumentOrigin]
    return (*documents[:1], *origins[: MAX_ORIGINS - 1]) if documents else origins


def pieces(value: Value) -> tuple[str | None, ...]:
    """The pieces of a value's text, as str() would return it; one hole if it is unknown."""
    if type(value) is Constant:
        constant = value.value
        return (constant,) if type(constant) is str else (str(constant),)
    if type(value) is Text:
        return value.pieces
    if type(value) is PathValue:
        return pieces(value.text)
    return (None,)


def head(value: Value) -> str | None:
    """The known head of a string value; None for any other value."""
    if type(value) is Constant:
        return value.value if type(value.value) is str else None
    if type(value) is Text:
        return value.pieces[0] or ""
    return None


def text_of(parts: Iterable[str | None], origins: Origins, assumed: bool) -> Constant | Text:
    """A string value from pieces: adjacent pieces of one kind are merged, overlong ones cut to their head."""
    merged: list[str | None] = []
    for part in parts:
        if part == "":
            continue
        if merged and part is not None and merged[-1] is not None:
            merged[-1] += part
        elif not (merged and part is None and merged[-1] is None):
            merged.append(part)
    if not merged:
        return Constant("", origins, assumed)
    if sum(len(part) for part in merged if part is not None) > MAX_TEXT:
        first = merged[0]
        merged = [first[:MAX_TEXT], None] if first is not None else [None]
    if len(merged) == 1 and merged[0] is not None:
        return Constant(merged[0], origins, assumed)
    return Text(tuple(merged), origins, assumed)


def display(value: Value) -> str:
    """The text with ``*`` for holes."""
    return "".join("*" if part is None else part for part in pieces(value))


def literal_str(value: Value | None) -> str | None:
    """The str of a constant string value, else None."""
    if type(value) is Constant and type(value.value) is str:
        return value.value
    return None


def is_textual(value: Value) -> bool:
    """Whether the value is a string or a pathlib path that is at least partly known."""
    return type(value) is Text or type(value) is PathValue or (type(value) is Constant and type(value.value) is str)


def has_slash(value: Constant | Text) -> bool:
    """Whether the known part of a text contains a slash, so that it may be a path."""
    if isinstance(value, Text):
        return any(piece is not None and "/" in piece for piece in value.pieces)
    return type(value.value) is str and "/" in value.value
