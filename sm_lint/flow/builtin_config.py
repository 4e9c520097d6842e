"""Configuration that a job definition reads from a file of the project: JSON and YAML, as far as it is constant."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from typing import Any

from sm_lint.flow.loader import ModuleLoader, Surroundings
from sm_lint.flow.machine import Machine
from sm_lint.flow.text import literal_str
from sm_lint.flow.values import Arguments, Literal, Mapping, Opaque, Sequence, Unknown, Value

MAX_BYTES = 1 << 20
MAX_YAML_BYTES = 1 << 16  # PyYAML reads some 50 KB in a second
MAX_YAML_NESTING = 60  # its time grows with the square of the depth
MAX_DEPTH = 20
MAX_ENTRIES = 2000
MAX_ABOVE = 8
MAX_BITS = 1024

_BRACKETS = re.compile(rb"[][{}]")

READERS = frozenset(
    {"json.load", "yaml.safe_load", "yaml.load", "yaml.full_load", "yaml.unsafe_load", "toml.load", "tomli.load"}
    | {"tomllib.load"}
)


def config_value(run: Machine, name: str, arguments: Arguments) -> Value | None:
    """What a reader makes of an open file of the project; None where the file is not known or cannot be read."""
    handle = arguments.get(0, "stream") or arguments.get(None, "fp")
    named = handle.attributes.get("name") if isinstance(handle, Opaque) and handle.type == "file" else None
    written = literal_str(getattr(named, "text", named))
    loader = run.setup.loader
    if written is None or not isinstance(loader, ModuleLoader):
        return None
    for path in _candidates(written, run.entry.path, loader.around):
        raw = loader.around.content(path)
        if raw is not None and len(raw) <= MAX_BYTES:
            try:
                return _Converter().convert(_parsed(name, raw), 0)
            except (ValueError, RecursionError):
                return None
    return None


def _candidates(written: str, entry: str, around: Surroundings) -> Iterator[str]:
    """Where a file of this name may lie: a relative one beside the definition or in a folder above it."""
    if os.path.isabs(written):
        yield os.path.normpath(written)
        return
    folder = os.path.dirname(entry)
    for _ in range(MAX_ABOVE):
        yield os.path.normpath(os.path.join(folder, written))
        above = os.path.dirname(folder)
        if above == folder or around.is_folder(os.path.join(folder, ".git")):
            return
        folder = above


def _parsed(name: str, raw: bytes) -> Any:
    """Raises ValueError for what is not of the format."""
    if name.startswith("json."):
        return json.loads(raw)
    if name.startswith("toml"):
        import tomli

        return tomli.loads(raw.decode())
    return _parsed_yaml(raw)


def _parsed_yaml(raw: bytes) -> Any:
    """The data of a YAML document of moderate size.

    Raises:
        ValueError: it is no YAML, or would take long to read.
    """
    import yaml

    if len(raw) > MAX_YAML_BYTES or _nesting(raw) > MAX_YAML_NESTING:
        raise ValueError("too large or nested too deep")

    class Loader(yaml.SafeLoader):
        """Before version 6.0.4, mappings that take over others several times grow without bound."""

        merged = 0

        def flatten_mapping(self, node: yaml.MappingNode) -> None:
            """Count the entries that are taken over."""
            self.merged += len(node.value)
            if self.merged > MAX_YAML_BYTES:
                raise ValueError("too much is taken over by merge keys")
            super().flatten_mapping(node)

    try:
        return yaml.load(raw, Loader)
    except RecursionError:
        raise
    except Exception as error:  # noqa: BLE001 - PyYAML fails in many ways over values that do not fit their tags
        raise ValueError(str(error)) from None


def _nesting(raw: bytes) -> int:
    """How deep the brackets of a YAML text nest at most, those within its strings counted too."""
    depth = deepest = 0
    for bracket in _BRACKETS.findall(raw):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


class _Converter:
    """Plain data as abstract values, up to a number of entries."""

    def __init__(self) -> None:
        self._left = MAX_ENTRIES

    def convert(self, data: Any, depth: int) -> Value:
        """The value of some data."""
        self._left -= 1
        if self._left < 0 or depth > MAX_DEPTH:
            return Unknown("the file is too large")
        if isinstance(data, dict):
            plain = {key: item for key, item in data.items() if isinstance(key, str | int | float) and _is_short(key)}
            return Mapping({key: self.convert(item, depth + 1) for key, item in plain.items()})
        if isinstance(data, list):
            return Sequence(tuple(self.convert(item, depth + 1) for item in data))
        if data is None or (isinstance(data, str | int | float) and _is_short(data)):
            return Literal(data)
        return Unknown("no plain value")


def _is_short(data: str | float) -> bool:
    """Is it no number that is too long to be written out? YAML and TOML have hexadecimal ones of any length."""
    return not isinstance(data, int) or data.bit_length() <= MAX_BITS
