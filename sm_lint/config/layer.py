"""Layers of options from files, inline overrides and the command line, and how they are merged."""

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
INLINE = "--config"


@dataclass(slots=True)
class Layer:
    """The options from one source.

    Attributes:
        values: by field name, with absolute paths.
        origins: where each was set, by field name.
        problems: its mistakes.
        extend: the node of the `extend` option, if present.
        contracts: the node of the table of contracts, if present.
    """

    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    extend: Node | None = None
    contracts: Node | None = None


def read_layer(document: Document, prefix: KeyPath, folder: str, origin: str = "") -> Layer:
    """The options in the table of `document` that `prefix` leads to.

    Args:
        document: the parsed file.
        prefix: keys that lead to the options.
        folder: absolute folder against which relative paths are resolved.
        origin: the origin to show for an option; defaults to the file.
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
        if key == "policies":
            # Few projects have policies, and what they are made of takes time to import.
            from sm_lint.config.policy_decode import read_policies

            value = read_policies(decoded, folder, report)
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
    """A path relative to `folder`, made absolute and normalized; ``~`` is the home folder."""
    return os.path.normpath(os.path.join(folder, os.path.expanduser(path)))


def stack(layers: Iterable[Layer]) -> tuple[dict[str, Any], dict[str, str]]:
    """Merge several layers, given in increasing precedence, into values and origins.

    An extending list is concatenated, a table merged by key, everything else replaced. A layer with `select` restarts
    the selection of rules. A layer that only ignores or adds rules overrides the lower layers for those rules.
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


def policy_conflicts(values: Mapping[str, Any]) -> list[Problem]:
    """The mistakes that merged policies contradict one another."""
    if len(values.get("policies", ())) < 2:
        return []
    from sm_lint.config.policy_decode import conflicts

    return conflicts(values["policies"].values())


def _give_last_word(below: dict[str, Any], above: dict[str, Any]) -> None:
    """Remove the selectors from the lower layers' lists that the upper layer overrides.

    With `select = ["SMC001"]` in a file, `--ignore SMC` excludes SMC001 although the code is more specific.
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
    """Whether a selector covers another."""
    return selector.upper() == "ALL" or other.upper().startswith(selector.upper())
