"""A contract as TOML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sm_lint.contracts.model import Argument, Contract, Input, Output
from sm_lint.toml_editing.values import WIDTH, Plain, dotted, entry_text, printable, value_text

PREFIX = ("tool", "sm-lint", "contracts")
"""Keys that lead to the contracts in ``pyproject.toml``."""
OWN_PREFIX = ("contracts",)
"""Keys that lead to the contracts in ``sm-lint.toml`` and in files that `contract-files` names."""


def contract_table(contract: Contract) -> dict[str, Plain]:
    """The table of a contract, in the order in which its keys are documented; what has its default is left out.

    Variants and bases are not known to a contract any more: it is written as one table.
    """
    table: dict[str, Plain] = {}
    patterns: list[Plain] = [entry.pattern for entry in contract.entry_points]
    if patterns:
        table["entry-point"] = patterns[0] if len(patterns) == 1 else patterns
    if contract.job is not None:
        table["job"] = contract.job
    if contract.node is not None:
        table["node"] = contract.node
    if contract.description:
        table["description"] = contract.description
    if contract.version is not None:
        table["version"] = contract.version
    if contract.delegates:
        table["delegates"] = True
    for key, texts in (
        ("first-party", contract.first_party),
        ("allow-paths", contract.allow_paths),
        ("reserved", contract.reserved),
        ("required-env-vars", [item.name for item in contract.environment if item.required]),
    ):
        if texts:
            table[key] = list(texts)
    _add(table, "framework-requirements", {item.name: item.specifier or "*" for item in contract.requirements})
    optional: dict[str, Plain] = {item.name: item.value or "" for item in contract.environment if not item.required}
    _add(table, "optional-env-vars", optional)
    _add(table, "expected-input-paths", {item.name: input_value(item) for item in contract.inputs})
    _add(table, "expected-output-paths", {item.name: output_value(item) for item in contract.outputs})
    arguments: dict[str, Plain] = {item.spelling or item.name: argument_value(item) for item in contract.arguments}
    if arguments or not contract.open_arguments:
        table["arguments"] = arguments
    return table


def _add(table: dict[str, Plain], key: str, members: dict[str, Plain]) -> None:
    if members:
        table[key] = members


def input_value(item: Input) -> Plain:
    """An input: its path, or a table where there is more to say."""
    table = _path(item.path)
    if not item.required:
        table["required"] = False
    if item.kind != "dir":
        table["kind"] = item.kind
    if item.channels:
        table["channels"] = list(item.channels)
    if item.source != "mount":
        table["source"] = item.source
    return _short(table, "path")


def output_value(item: Output) -> Plain:
    """An output: its path, or a table where there is more to say."""
    table = _path(item.path)
    if not item.required:
        table["required"] = False
    if item.files:
        table["files"] = list(item.files)
    return _short(table, "path")


def argument_value(item: Argument) -> Plain:
    """An argument: its default, or a table where there is more to say."""
    table: dict[str, Plain] = {}
    if item.required:
        table["required"] = True
    if item.value is not None:
        table["default"] = item.value
    if item.choices:
        table["choices"] = list(item.choices)
    if item.type is not None:
        table["type"] = item.type
    if item.action is not None:
        table["action"] = item.action
    return _short(table, "default")


def _path(path: str | None) -> dict[str, Plain]:
    return {} if path is None else {"path": path}


def _short(table: dict[str, Plain], key: str) -> Plain:
    return table[key] if list(table) == [key] else table


def contract_text(
    contract: Contract,
    prefix: Sequence[str] = PREFIX,
    comments: Iterable[str] = (),
    table: dict[str, Plain] | None = None,
) -> str:
    """The sections of a contract, with a line ending at the end.

    Args:
        contract: the contract.
        prefix: keys of the table of contracts.
        comments: lines above it, without ``#``.
        table: its table, by default :func:`contract_table`.
    """
    table = contract_table(contract) if table is None else table
    path = (*prefix, contract.id)
    lines = [f"# {printable(line)}".rstrip() for line in comments]
    lines.append(f"[{dotted(path)}]")
    sections: list[str] = []
    for key, value in table.items():
        if not isinstance(value, dict) or _fits(key, value):
            lines.append(entry_text(key, value))
        elif key == "variants":
            for name, variant in value.items():
                sections += _variant((*path, key, name), variant)
        else:
            sections += _section((*path, key), value)
    return "\n".join([*lines, *sections]) + "\n"


def _section(path: Sequence[str], table: Mapping[str, Plain]) -> list[str]:
    return ["", f"[{dotted(path)}]", *(entry_text(name, member) for name, member in table.items())]


def _variant(path: Sequence[str], variant: Plain) -> list[str]:
    """The sections of a variant: one for each table that it changes."""
    table = variant if isinstance(variant, dict) else {}
    flat = {key: value for key, value in table.items() if not isinstance(value, dict)}
    lines = _section(path, flat) if flat else []
    for key, value in table.items():
        if isinstance(value, dict):
            lines += _section((*path, key), value)
    return lines


def _fits(key: str, value: dict[str, Plain]) -> bool:
    """Whether a table is written in one line: requirements and empty ones, if they fit."""
    return (key == "framework-requirements" or not value) and len(f"{key} = {value_text(value)}") <= WIDTH
