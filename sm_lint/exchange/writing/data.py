"""Writes contracts as JSON and YAML, with the keys that they have in TOML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sm_lint.contracts.model import Contract
from sm_lint.output.text import encodable, json_text

Table = dict[str, Any]


def as_json(contracts: Iterable[Contract]) -> str:
    """Contracts as JSON text, in the structure of a contract file."""
    return json_text(contract_tables(contracts), indent=2) + "\n"


def as_yaml(contracts: Iterable[Contract]) -> str:
    """Contracts as YAML text, in the structure of a contract file."""
    import yaml

    # Only ASCII: characters that change the direction of text or end lines are written as escapes.
    return str(yaml.safe_dump(contract_tables(contracts), sort_keys=False, width=120))


def contract_tables(contracts: Iterable[Contract]) -> Table:
    """Contracts as plain data, in the structure of a contract file: ``{"contracts": {ID: {KEY: VALUE}}}``."""
    return {"contracts": {encodable(contract.id): contract_table(contract) for contract in contracts}}


def contract_table(contract: Contract) -> Table:
    """The table of a contract; a contract that it extends is part of it."""
    table: Table = {}
    _put(table, "entry-point", [entry.pattern for entry in contract.entry_points])
    _put(table, "version", contract.version)
    table |= _common(contract)
    variants = {name: _common(variant) for name, variant in contract.variants}
    _put(table, "variants", variants)
    return {key: _encodable(value) for key, value in table.items()}


def _common(contract: Contract) -> Table:
    """What a variant may say too."""
    table: Table = {}
    _put(table, "job", contract.job)
    _put(table, "node", contract.node)
    _put(table, "description", contract.description)
    _put(table, "required-env-vars", [each.name for each in contract.environment if each.required])
    _put(
        table, "optional-env-vars", {each.name: each.value or "" for each in contract.environment if not each.required}
    )
    inputs = {
        each.name: _short(
            "path",
            {
                "path": each.path,
                "required": None if each.required else False,
                "kind": each.kind if each.kind != "dir" else None,
                "channels": list(each.channels) or None,
                "source": each.source if each.source != "mount" else None,
            },
        )
        for each in contract.inputs
    }
    _put(table, "expected-input-paths", inputs)
    outputs = {
        each.name: _short(
            "path",
            {"path": each.path, "required": None if each.required else False, "files": list(each.files) or None},
        )
        for each in contract.outputs
    }
    _put(table, "expected-output-paths", outputs)
    if contract.arguments or not contract.open_arguments:
        table["arguments"] = {
            each.spelling or each.name: _short(
                "default",
                {
                    "required": True if each.required else None,
                    "default": each.value,
                    "choices": list(each.choices) or None,
                    "type": each.type,
                    "action": each.action,
                },
            )
            for each in contract.arguments
        }
    _put(table, "framework-requirements", {each.name: each.specifier or "*" for each in contract.requirements})
    _put(table, "first-party", list(contract.first_party))
    _put(table, "delegates", contract.delegates)
    _put(table, "allow-paths", list(contract.allow_paths))
    _put(table, "reserved", list(contract.reserved))
    _put(table, "extra", dict(contract.extra))
    return table


def _put(table: Table, key: str, value: Any) -> None:
    if value:
        table[key] = value


def _short(key: str, members: Table) -> Any:
    """A table without what is None; its main value alone if that is all."""
    kept = {name: value for name, value in members.items() if value is not None}
    return kept[key] if list(kept) == [key] else kept


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, dict):
        return {encodable(str(key)): _encodable(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_encodable(member) for member in value]
    return value if value is None or isinstance(value, bool | int | float) else encodable(str(value))
