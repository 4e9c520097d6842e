"""Configuration that a job definition reads from a file of the project: JSON and YAML, as far as it is constant."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import libcst as cst

from sm_lint.flow.facts import DocumentOrigin
from sm_lint.flow.loader import ModuleLoader, Surroundings
from sm_lint.flow.machine import Machine
from sm_lint.flow.text import literal_str
from sm_lint.flow.values import Arguments, Literal, Mapping, Opaque, Origins, Sequence, Unknown, Value

MAX_BYTES = 1 << 20
MAX_DEPTH = 20
MAX_ENTRIES = 2000
MAX_ABOVE = 8

READERS = frozenset(
    {"json.load", "yaml.safe_load", "yaml.load", "yaml.full_load", "yaml.unsafe_load", "toml.load", "tomli.load"}
    | {"tomllib.load"}
)


def config_value(run: Machine, name: str, arguments: Arguments, node: cst.CSTNode) -> Value | None:
    """What a reader makes of an open file of the project; None where the file is not known or cannot be read.

    Its values are known to come from a document, so that messages name their place instead.
    """
    handle = arguments.get(0, "stream") or arguments.get(None, "fp")
    named = handle.attributes.get("name") if isinstance(handle, Opaque) and handle.type == "file" else None
    written = literal_str(getattr(named, "text", named))
    loader = run.setup.loader
    if written is None or not isinstance(loader, ModuleLoader):
        return None
    for path in _candidates(written, run.entry.path, loader.around):
        if not loader.around.in_project(path):
            loader.around.refuse(path)
            continue
        raw = loader.around.content(path)
        if raw is not None and len(raw) <= MAX_BYTES:
            try:
                converter = _Converter(run, node, os.path.relpath(path, os.path.dirname(run.entry.path)))
                return converter.convert(_parsed(name, raw), "", 0)
            except (ValueError, RecursionError, ImportError):
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
    import yaml

    try:
        return yaml.safe_load(raw)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None


class _Converter:
    """Plain data as abstract values, up to a number of entries."""

    def __init__(self, run: Machine, node: cst.CSTNode, file: str) -> None:
        self._left = MAX_ENTRIES
        self._hidden = run.recorder.hidden
        self._module, self._node = run.recorder.module, node
        self._file = file.replace(os.sep, "/")

    def _origins(self, data: Any, key: str) -> Origins:
        """Where some data comes from; its text is known not to be shown."""
        words = f"`{key}` in `{self._file}`" if key else f"`{self._file}`"
        self._hidden.scalars.setdefault(str(data), words)
        return (DocumentOrigin(self._module, self._node, words),)

    def convert(self, data: Any, key: str, depth: int) -> Value:
        """The value of some data that a path of keys leads to."""
        self._left -= 1
        if self._left < 0 or depth > MAX_DEPTH:
            return Unknown("the file is too large")
        if isinstance(data, dict):
            plain = {key: item for key, item in data.items() if isinstance(key, str | int | bool | float)}
            found = Mapping({name: self.convert(item, _below(key, name), depth + 1) for name, item in plain.items()})
            for name in plain:
                found.origins = self._origins(name, key)
            return found
        if isinstance(data, list):
            return Sequence(tuple(self.convert(item, f"{key}[{index}]", depth + 1) for index, item in enumerate(data)))
        if data is None or isinstance(data, bool):
            return Literal(data)
        if isinstance(data, str | int | float):
            return Literal(data, self._origins(data, key))
        return Unknown("no plain value")


def _below(key: str, name: object) -> str:
    """A path of keys with one more; long or odd keys are cut, as they stand in messages."""
    shown = "".join(character if character.isprintable() and character != "`" else "?" for character in str(name)[:40])
    return f"{key}.{shown}" if key else shown
