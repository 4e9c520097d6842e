"""Lays out generated Python code as the usual formatters do: one line if it fits, else one element per line."""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sm_lint.patterns import regex

WIDTH = 88
_HUMP = regex(r"(?<=[a-z0-9])(?=[A-Z])")
_UNSAFE = regex(r"[^A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Group:
    """An expression with elements in brackets: a call, a list or a dictionary.

    Attributes:
        opening: the text up to the bracket, with it: ``ProcessingInput(``, ``"key": [``.
        items: the elements.
        closing: the closing bracket.
    """

    opening: str
    items: tuple[Expression, ...]
    closing: str


Expression = str | Group


def call(name: str, *arguments: Expression) -> Group:
    """A call; keyword arguments are elements such as ``name="x"``."""
    return Group(f"{name}(", arguments, ")")


def list_of(items: Sequence[Expression]) -> Group:
    """A list."""
    return Group("[", tuple(items), "]")


def dict_of(items: Sequence[tuple[str, Expression]]) -> Group:
    """A dictionary with text keys."""
    return Group("{", tuple(named(f"{literal(key)}: ", value) for key, value in items), "}")


def named(prefix: str, value: Expression) -> Expression:
    """An expression with text before it, such as ``key=``."""
    return (
        f"{prefix}{value}" if isinstance(value, str) else Group(f"{prefix}{value.opening}", value.items, value.closing)
    )


def statement(prefix: str, expression: Expression, indent: int = 0, suffix: str = "") -> list[str]:
    """The lines of a statement, such as ``return [...]``; `indent` counts blanks."""
    return list(_lines(named(prefix, expression), indent, suffix))


def _lines(expression: Expression, indent: int, suffix: str) -> Iterator[str]:
    flat = f"{' ' * indent}{_flat(expression)}{suffix}"
    if isinstance(expression, str) or not expression.items or len(flat) <= WIDTH:
        yield flat
        return
    yield f"{' ' * indent}{expression.opening}"
    for item in expression.items:
        # Formatters keep what ends in a comma on lines of its own.
        yield from _lines(item, indent + 4, ",")
    yield f"{' ' * indent}{expression.closing}{suffix}"


def _flat(expression: Expression) -> str:
    if isinstance(expression, str):
        return expression
    return f"{expression.opening}{', '.join(map(_flat, expression.items))}{expression.closing}"


def literal(text: str) -> str:
    """A text as a Python literal in double quotes; characters that cannot be seen are escapes."""
    body = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in body) + '"'


def docstring(text: str, indent: int = 4) -> str:
    """A docstring of one line."""
    return f'{" " * indent}"""{inside_docstring(text)}"""'


def inside_docstring(text: str) -> str:
    """A text for use within a docstring, on one line."""
    line = "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
    return line.replace("\\", "\\\\").replace('"', "'")


def identifier(name: str, taken: set[str], otherwise: str = "value") -> str:
    """A Python identifier for a name, which is none of those taken and is added to them."""
    found = _UNSAFE.sub("_", _HUMP.sub("_", name)).strip("_").lower() or otherwise
    if found[0].isdigit() or keyword.iskeyword(found) or keyword.issoftkeyword(found):
        found = f"{otherwise}_{found}"
    number, base = 2, found
    while found in taken:
        found, number = f"{base}_{number}", number + 1
    taken.add(found)
    return found
