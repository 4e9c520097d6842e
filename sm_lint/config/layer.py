"""One source of options: what a file, an inline override or the command line wrote, and how sources are laid over
each other."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sm_lint.config.decode import BAD, decode_members
from sm_lint.config.glob import anchor
from sm_lint.config.node import Node, Reporter
from sm_lint.config.options import JOINED, options
from sm_lint.config.shape import Option, TableOf
from sm_lint.config.toml import Document, KeyPath
from sm_lint.syntax.span import Problem

COMMAND_LINE = "command line"


@dataclass(slots=True)
class Layer:
    """Options from one source.

    Attributes:
        values: what was written, by field name, with absolute paths.
        origins: where, by field name.
        problems: what is wrong with it.
        extend: the node of the `extend` option, where it is written.
        contracts: the node of the contracts' table, where it is written.
    """

    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    extend: Node | None = None
    contracts: Node | None = None


def read_layer(document: Document, prefix: KeyPath, folder: str, origin: str = "") -> Layer:
    """The options in the table of `document` that `prefix` leads to.

    Args:
        document: what was read.
        prefix: keys that lead to the options.
        folder: absolute folder that relative paths start from.
        origin: what to say of where an option was set; its file when left out.
    """
    layer, report, known = Layer(), Reporter(len(prefix), is_options=True), options()
    node = Node(document.data, document, ())
    for part in prefix:
        node = node.table().get(str(part), node)
    if not node.is_table:
        report.add(node, f"{'.'.join(map(str, prefix))} must be a table")
    contracts = node.table().get("contracts")
    if contracts is not None and contracts.is_table:
        layer.contracts = contracts
    for key, decoded in decode_members(known, node, report, left_out="contracts" if layer.contracts else ""):
        value = decoded.plain()
        if value is BAD:
            continue
        entry = known[key]
        layer.values[entry.field] = absolute(entry, value, folder)
        layer.origins[entry.field] = origin or document.path
        if key == "extend":
            layer.extend = decoded.node
    layer.problems = report.found
    return layer


def override_layer(overrides: Mapping[str, object], cwd: str) -> Layer:
    """Options from the command line: field names with Python values; None means not given."""
    data = {key.replace("_", "-"): _as_toml(value) for key, value in overrides.items() if value is not None}
    document = Document(os.path.join(cwd, COMMAND_LINE), data, "")
    return read_layer(document, (), cwd, COMMAND_LINE)


def _as_toml(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _as_toml(member) for key, member in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_as_toml(member) for member in value]
    return value


def absolute(entry: Option, value: Any, folder: str) -> Any:
    """A decoded value with its relative paths and patterns joined to `folder`."""
    match entry.resolve:
        case "path":
            return join(folder, value)
        case "paths" | "files":
            return [join(folder, path) for path in value]
        case "globs":
            return [anchor(pattern, folder) for pattern in value]
        case "glob-keys":
            return {anchor(pattern, folder): member for pattern, member in value.items()}
    return value


def join(folder: str, path: str) -> str:
    """A path relative to `folder` made absolute and tidy; ``~`` is the home folder."""
    return os.path.normpath(os.path.join(folder, os.path.expanduser(path)))


def stack(layers: Iterable[Layer]) -> tuple[dict[str, Any], dict[str, str]]:
    """Values and origins of several layers, the weakest first.

    A list that extends is joined, a table merged by key, all else replaced. A layer that has `select` begins the
    choice of rules anew; one that only ignores or adds rules has the last word on those it names.
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    tables = {entry.field for entry in options().values() if isinstance(entry.shape, TableOf)}
    for layer in layers:
        above = layer.values
        if "select" in above:
            for name in ("ignore", "extend_select", "extend_ignore"):
                values.pop(name, None)
                origins.pop(name, None)
        _give_last_word(values, above)
        for name, value in above.items():
            if name in JOINED:
                values[name] = [*values.get(name, ()), *value]
            elif name == "extend_per_file_ignores":
                below = values.get(name, {})
                values[name] = {key: [*below.get(key, ()), *value.get(key, ())] for key in {**below, **value}}
            elif name in tables:
                values[name] = {**values.get(name, {}), **value}
            elif name == "io":
                below = values.get(name, {})
                values[name] = {key: {**below.get(key, {}), **value.get(key, {})} for key in {**below, **value}}
            else:
                values[name] = value
        origins.update(layer.origins)
    return values, origins


def _give_last_word(below: dict[str, Any], above: dict[str, Any]) -> None:
    """Take out of the lower layers' lists what the layer above speaks of anew.

    `select = ["SMC001"]` in a file and `--ignore SMC` leave SMC001 out, though it is the more specific of the two.
    """
    for speaking, silenced in (
        (("ignore", "extend_ignore"), ("select", "extend_select")),
        (("select", "extend_select"), ("ignore", "extend_ignore")),
    ):
        words = [word for name in speaking for word in above.get(name, ())]
        for name in silenced:
            if words and below.get(name):
                below[name] = [old for old in below[name] if not any(_speaks_of(word, old) for word in words)]


def _speaks_of(selector: str, other: str) -> bool:
    """Does a selector cover another?"""
    return selector.upper() == "ALL" or other.upper().startswith(selector.upper())
