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
    table |= _plain(contract)
    _put(table, "variants", {name: _overrides(variant, contract) for name, variant in contract.variants})
    return {key: _encodable(value) for key, value in table.items()}


def _plain(contract: Contract) -> Table:
    """The keys that a variant may have too, without those that have their default value."""
    table: Table = {}
    for key, value in _scalars(contract).items():
        _put(table, key, value)
    _put(table, "required-env-vars", _required(contract))
    _put(table, "optional-env-vars", _optional(contract))
    for key, default in _DEFAULTS.items():
        entries = {name: _short(key, _unlike(each, default)) for name, each in _tables(contract, key).items()}
        if entries or (key == "arguments" and not contract.open_arguments):
            table[key] = entries
    return table


def _overrides(variant: Contract, base: Contract) -> Table:
    """What a variant says in another way than its base: tables are merged, all else is replaced."""
    known = _scalars(base)
    table = {key: value for key, value in _scalars(variant).items() if value != known[key] and value is not None}
    if _required(variant) != _required(base):
        table["required-env-vars"] = _required(variant)
    _put(table, "optional-env-vars", _unlike(_optional(variant), _optional(base)))
    for key, default in _DEFAULTS.items():
        others = _tables(base, key)
        entries = {name: _unlike(each, others.get(name, default)) for name, each in _tables(variant, key).items()}
        _put(table, key, {name: _short(key, each) for name, each in entries.items() if each or name not in others})
        if key == "arguments" and base.open_arguments and not variant.open_arguments:
            table.setdefault(key, {})
    return table


_DEFAULTS: dict[str, Table] = {
    "expected-input-paths": {"path": None, "required": True, "kind": "dir", "channels": [], "source": "mount"},
    "expected-output-paths": {"path": None, "required": True, "files": []},
    "arguments": {"required": False, "default": None, "choices": [], "type": None, "action": None},
}
"""The keys of entries, with the values that hold where they are left out."""
_ALONE = {"expected-input-paths": "path", "expected-output-paths": "path", "arguments": "default"}
"""The key whose value stands for the whole entry if there is no other."""


def _scalars(contract: Contract) -> Table:
    return {
        "job": contract.job,
        "node": contract.node,
        "description": contract.description,
        "framework-requirements": {each.name: each.specifier or "*" for each in contract.requirements},
        "first-party": list(contract.first_party),
        "delegates": contract.delegates,
        "allow-paths": list(contract.allow_paths),
        "reserved": list(contract.reserved),
        "extra": dict(contract.extra),
    }


def _required(contract: Contract) -> list[str]:
    return [each.name for each in contract.environment if each.required]


def _optional(contract: Contract) -> Table:
    return {each.name: each.value or "" for each in contract.environment if not each.required}


def _tables(contract: Contract, key: str) -> dict[str, Table]:
    """The entries of a table by name, with all of their keys."""
    if key == "expected-input-paths":
        return {
            each.name: {
                "path": each.path,
                "required": each.required,
                "kind": each.kind,
                "channels": list(each.channels),
                "source": each.source,
            }
            for each in contract.inputs
        }
    if key == "expected-output-paths":
        return {
            each.name: {"path": each.path, "required": each.required, "files": list(each.files)}
            for each in contract.outputs
        }
    # A value that a job passes is no default, and may be a secret.
    passed = contract.origin == "job"
    return {
        each.spelling or each.name: {
            "required": each.required or passed,
            "default": None if passed else each.value,
            "choices": list(each.choices),
            "type": each.type,
            "action": each.action,
        }
        for each in contract.arguments
    }


def _put(table: Table, key: str, value: Any) -> None:
    if value:
        table[key] = value


def _unlike(table: Table, other: Table) -> Table:
    """The members that another table has not, or has with another value; JSON and TOML have no value for None."""
    return {
        key: value for key, value in table.items() if value is not None and (key not in other or value != other[key])
    }


def _short(key: str, members: Table) -> Any:
    """An entry, or its main value alone if that is all."""
    alone = _ALONE[key]
    return members[alone] if list(members) == [alone] else members


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, dict):
        return {encodable(str(key)): _encodable(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_encodable(member) for member in value]
    return value if value is None or isinstance(value, bool | int | float) else encodable(str(value))
