"""Formats the values of options in force as TOML, and their origins."""

from __future__ import annotations

import os
from typing import Any

from sm_lint.config.places import origin_of
from sm_lint.config.settings import DEFAULT_ORIGIN, Settings
from sm_lint.config.shape import Option
from sm_lint.output.text import encodable, json_text, relative


def origin(entry: Option, settings: Settings) -> str:
    """The origin of an option: ``default``, ``command line``, ``--config``, or a relative path with its line."""
    found = origin_of(settings, entry.name)
    if entry.name == "contracts" and settings.contract_sources:
        found = settings.contract_sources[0].path
    path, colon, line = found.rpartition(":")
    if colon and os.path.isabs(path):
        return encodable(f"{relative(path, os.getcwd())}:{line}")
    return encodable(relative(found, os.getcwd())) if os.path.isabs(found) else found or DEFAULT_ORIGIN


def value_in_force(entry: Option, settings: Settings) -> Any:
    """The value in force as TOML data, with paths relative to the folder of the governing file."""
    if entry.name == "contracts":
        from sm_lint.contracts.load import load_contracts

        return [contract.id for contract in load_contracts(settings).contracts]
    if entry.name == "policies":
        return [policy.name for policy in settings.policies]
    if entry.name == "io":
        pairs = (("reads", settings.reads), ("writes", settings.writes))
        return {name: {s.name: list(s.arguments) for s in found} for name, found in pairs if found}
    if entry.name == "extend":
        return [encodable(relative(path, settings.root)) for path in settings.config_files[1:]] or None
    value = getattr(settings, entry.field)
    return _plain(value, settings.root, table=isinstance(entry.default, dict))


def _plain(value: Any, root: str, table: bool = False) -> Any:
    if table:
        return {_plain(key, root): _plain(member, root) for key, member in value}
    if isinstance(value, tuple):
        return [_plain(member, root) for member in value]
    if isinstance(value, str) and os.path.isabs(value):
        below = value.startswith(root.rstrip(os.sep) + os.sep) or value == root
        return encodable(relative(value, root) if below else value)
    return value


def toml(value: Any) -> str:
    """A value as TOML; ``not set`` for None."""
    if value is None:
        return "not set"
    if isinstance(value, dict):
        inside = ", ".join(f"{json_text(key)} = {toml(member)}" for key, member in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return json_text(value, ascii_only=False)
