"""Names that a script looks up in the documents and tables that it reads, from its text alone."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sm_lint.patterns import regex

_LOADERS = frozenset({"load", "loads", "safe_load", "read_json", "full_load"})
_COLUMN_NAMES = regex(
    r"(?i)(?:^|_)(?:columns?|cols?|fields?|features?|labels?|target|params|variables|categorical|numeric(?:al)?)(?:_|$)"
)
_DOCUMENTS = frozenset({"json", "yaml", "simplejson", "ujson"})


@dataclass
class Keys:
    """What is looked up by a constant name.

    Attributes:
        documents: keys of the JSON and YAML documents that are read.
        columns: other names, which may be columns of tables.
        decoded: environment variables whose text is decoded as JSON where they are read.
        converted: ``int`` or ``float``, by the environment variables that are converted by it where they are read.
    """

    documents: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    decoded: set[str] = field(default_factory=set)
    converted: dict[str, str] = field(default_factory=dict)


def keys_of(texts: Iterable[str]) -> Keys:
    """The keys in some modules; a module that cannot be parsed has none."""
    found = Keys()
    for text in texts:
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError):
            continue
        _collect(tree, found)
    found.documents = list(dict.fromkeys(found.documents))
    found.columns = list(dict.fromkeys(found.columns))
    return found


def _collect(tree: ast.AST, found: Keys) -> None:
    documents = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and _is_document(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found.columns += _constants(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_document(node):
            found.decoded.update(_variables_in(node))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("int", "float"):
            found.converted.update(dict.fromkeys(_variables_in(node), node.func.id))
        if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Store):
            for name in _names(node.slice):
                if isinstance(node.value, ast.Name) and node.value.id in documents:
                    found.documents.append(name)
                elif _may_be_table(node.value):
                    found.columns.append(name)


def _constants(tree: ast.AST) -> Iterator[str]:
    """The strings in module-level constants that are called columns, features, labels or the like."""
    for node in getattr(tree, "body", ()):
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and _COLUMN_NAMES.search(target.id) for target in node.targets
        ):
            yield from _names(node.value)


def _is_document(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _LOADERS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in _DOCUMENTS
    )


def _variables_in(call: ast.Call) -> Iterator[str]:
    """The variables of the environment in the arguments of a call."""
    for node in (inner for argument in call.args for inner in ast.walk(argument)):
        if isinstance(node, ast.Subscript) and _is_environment(node.value):
            yield from _names(node.slice)
        elif isinstance(node, ast.Call) and node.args and _asks_environment(node.func):
            yield from _names(node.args[0])


def _asks_environment(function: ast.AST) -> bool:
    """Whether it is `os.getenv` or a method of `os.environ`."""
    return isinstance(function, ast.Attribute) and (function.attr == "getenv" or _is_environment(function.value))


def _is_environment(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "environ"


def _may_be_table(node: ast.AST) -> bool:
    return not _is_environment(node) and isinstance(node, (ast.Name, ast.Attribute))


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, (ast.List, ast.Tuple)):
        return [name for element in node.elts for name in _names(element)]
    return []
