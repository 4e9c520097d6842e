"""Formats a contract as text and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from sm_lint.contracts.model import Argument, Contract, Input, Output, Variable
from sm_lint.output.paint import BOLD, FAINT, Paint
from sm_lint.output.text import encodable, one_line, shown_path, shown_place
from sm_lint.syntax.span import Place


def contract_text(contract: Contract, base: str, paint: Paint) -> Iterator[str]:
    """The lines that show a contract; `base` is the folder against which places are relative."""
    yield f"{paint(one_line(contract.id), BOLD)}  {paint(shown_place(contract.place, base), FAINT)}"
    if contract.description:
        yield f"  {one_line(contract.description)}"
    entries = ", ".join(entry.pattern for entry in contract.entry_points)
    yield f"  script     {one_line(entries) or 'none'}"
    kind = f"{contract.job or 'not stated'}" + (f", {contract.node} node" if contract.node else "")
    yield f"  job        {kind}"
    for title, lines in _parts(contract, base):
        yield ""
        yield f"  {paint(title, BOLD)}"
        width = max(len(line) for line, _ in lines)
        for line, place in lines:
            yield f"    {line:<{width}}  {paint(place, FAINT)}".rstrip()
    for name, variant in contract.variants:
        yield ""
        yield f"  variant {paint(one_line(name), BOLD)}  {paint(shown_place(variant.place, base), FAINT)}"


def _parts(contract: Contract, base: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Titles with the lines below them, each with its place."""
    groups: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("inputs", contract.inputs),
        ("outputs", contract.outputs),
        ("environment", contract.environment),
        ("arguments", contract.arguments),
        ("requirements", contract.requirements),
    )
    for title, items in groups:
        if items:
            yield title, [(one_line(_line(item)), shown_place(item.place, base)) for item in items]
    for title, texts in (
        ("first-party modules", contract.first_party),
        ("further places", contract.allow_paths),
        ("reserved names", contract.reserved),
    ):
        if texts:
            yield title, [(one_line(text), "") for text in texts]


def _line(item: Any) -> str:
    match item:
        case Input():
            extra = [word for word, on in (("optional", not item.required), ("file", item.kind == "file")) if on]
            extra += [f"channels {', '.join(item.channels)}"] if item.channels else []
            extra += ["bundled"] if item.source == "bundled" else []
            return _with(f"{item.name} = {item.path or 'a place not known'}", extra)
        case Output():
            extra = [] if item.required else ["optional"]
            extra += [f"files {', '.join(item.files)}"] if item.files else []
            return _with(f"{item.name} = {item.path or 'a place not known'}", extra)
        case Variable():
            return _with(item.name, ["required"] if item.required else [f'default "{item.value or ""}"'])
        case Argument():
            extra = ["required"] if item.required else []
            extra += [f'default "{item.value}"'] if item.value is not None else []
            extra += [f"one of {', '.join(item.choices)}"] if item.choices else []
            extra += [item.type] if item.type else []
            return _with(f"--{item.spelling or item.name}", extra)
    return f"{item.name} {item.specifier}".rstrip()


def _with(text: str, extra: list[str]) -> str:
    return f"{text}  ({'; '.join(extra)})" if extra else text


def as_data(value: Any, base: str) -> Any:
    """A contract, or a part of one, as JSON data; places are objects with path, line and column."""
    if isinstance(value, Place):
        return {"path": shown_path(value.path, base), "line": value.span.line, "column": value.span.column}
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: as_data(getattr(value, item.name), base) for item in fields(value)}
    if isinstance(value, Mapping):
        return {encodable(str(key)): as_data(member, base) for key, member in value.items()}
    if isinstance(value, tuple | list):
        return [as_data(member, base) for member in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return encodable(str(value))
