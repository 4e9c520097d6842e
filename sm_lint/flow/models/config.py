"""Configuration that a definition or script reads from a file of the project: JSON, YAML and TOML, as far as it is constant."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import libcst as cst

from sm_lint.files.yaml_text import nesting
from sm_lint.flow.domain.lattice import join
from sm_lint.flow.domain.provenance import FILE, Role
from sm_lint.flow.domain.text import literal_str
from sm_lint.flow.domain.values import (
    UNKNOWN,
    Arguments,
    Constant,
    DictValue,
    ListValue,
    Opaque,
    Origins,
    Text,
    Unknown,
    Value,
)
from sm_lint.flow.facts import DocumentOrigin
from sm_lint.flow.machine.machine import Machine
from sm_lint.sagemaker.hyperparameters import HYPERPARAMETER_FILE
from sm_lint.workspace.view import FileView

MAX_BYTES = 1 << 20
MAX_YAML_BYTES = 1 << 16  # PyYAML parses about 50 KB per second
MAX_YAML_NESTING = 60  # its time is quadratic in the depth
MAX_DEPTH = 20
MAX_ENTRIES = 2000
MAX_ABOVE = 8
MAX_BITS = 1024

READERS = frozenset(
    {"json.load", "yaml.safe_load", "yaml.load", "yaml.full_load", "yaml.unsafe_load", "toml.load", "tomli.load"}
    | {"tomllib.load"}
)


def config_value(vm: Machine, name: str, arguments: Arguments, node: cst.CSTNode) -> Value | None:
    """The result of a reader on an open file of the project; None if the file is unknown or unreadable.

    Its values are marked as coming from a document, so that messages name their place instead.
    """
    handle = arguments.get(0, "stream") or arguments.get(None, "fp")
    named = handle.attributes.get("name") if isinstance(handle, Opaque) and handle.type is FILE else None
    if named is None:
        return None
    if literal_str(named) == HYPERPARAMETER_FILE and vm.setup.job in (None, "training"):
        return DictValue({}, UNKNOWN, Role.HYPERPARAMETERS)
    return document(vm, name, named, node)


def document(
    vm: Machine, reader: str, path: Value, node: cst.CSTNode, role: Role | None = None, exact: bool = False
) -> Value | None:
    """The value of a file of the project; None where the file is not known or cannot be read.

    A script's file is one that lies beside the script and is shipped with it. What it holds may be replaced in the job, so
    that its values are assumed; where the folder is not known, it may also be any other file of that name.

    Args:
        vm: the machine.
        reader: qualified name of the function that reads it, which tells its format.
        path: how the script or definition names it.
        node: the call that reads it.
        role: what the mappings in it are.
        exact: a hole at the beginning of the path is the folder of the module.
    """
    text = getattr(path, "text", path)
    loader = vm.setup.loader
    if loader is None:
        return None
    for found in _candidates(vm, text, loader.around):
        if not loader.around.in_project(found):
            continue
        raw = loader.around.content(found)
        if raw is None or len(raw) > MAX_BYTES:
            continue
        try:
            data = _parsed(reader, raw)
            file = os.path.relpath(found, os.path.dirname(vm.entry.path))
            value = Converter(vm, node, file, role).convert(data, "", 0)
        except (ValueError, RecursionError):
            return None
        return value if exact or isinstance(text, Constant) else join([value, UNKNOWN])
    return None


def _candidates(vm: Machine, text: Value, around: FileView) -> Iterator[str]:
    """Where a file of this name may lie."""
    written = literal_str(text)
    if vm.setup.definition:
        yield from _around_definition(written, vm.entry.path, around) if written is not None else ()
        return
    if written is not None and not os.path.isabs(written) and vm.cwd() is None:
        beside = os.path.dirname(vm.entry.path)
    elif type(text) is Text and len(text.pieces) == 2 and text.pieces[0] is None:  # `__file__` begins with a hole
        beside, written = os.path.dirname(vm.recorder.module.path), (text.pieces[1] or "").lstrip("/")
    else:
        return
    found = os.path.normpath(os.path.join(beside, written))
    if found.startswith(os.path.join(beside, "")) and not vm.recorder.wrote(os.path.basename(found)):
        yield found


def _around_definition(written: str, entry: str, around: FileView) -> Iterator[str]:
    """A relative file lies beside the definition or in a folder above it."""
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
    """Raises ValueError for an invalid document."""
    if name.startswith("json."):
        return json.loads(raw)
    if name.startswith("toml"):
        import tomli

        return tomli.loads(raw.decode())
    return parsed_yaml(raw)


def parsed_yaml(raw: bytes) -> Any:
    """The data of a YAML document of bounded size.

    Raises:
        ValueError: it is not valid YAML, or would take long to parse.
    """
    import yaml

    # Brackets are ASCII, and Latin-1 has a character for every byte.
    if len(raw) > MAX_YAML_BYTES or nesting(raw.decode("latin-1")) > MAX_YAML_NESTING:
        raise ValueError("too large or nested too deep")

    class Loader(yaml.SafeLoader):
        """Before version 6.0.4, merging mappings repeatedly grows without bound."""

        merged = 0

        def flatten_mapping(self, node: yaml.MappingNode) -> None:
            """Count the merged entries."""
            self.merged += len(node.value)
            if self.merged > MAX_YAML_BYTES:
                raise ValueError("too much is taken over by merge keys")
            super().flatten_mapping(node)

    try:
        return yaml.load(raw, Loader)
    except RecursionError:
        raise
    except Exception as error:  # noqa: BLE001 - PyYAML raises many exceptions for values that do not match their tags
        raise ValueError(str(error)) from None


class Converter:
    """Plain data as abstract values, up to a number of entries.

    Args:
        vm: the machine.
        node: where the data is read.
        file: the file that it comes from, as messages name it.
        role: what its mappings are; texts of a configuration may refer to others, and are then not known.
    """

    def __init__(self, vm: Machine, node: cst.CSTNode, file: str, role: Role | None = None) -> None:
        self._left = MAX_ENTRIES
        self._role = role
        self._assumed = not vm.setup.definition
        self._hidden = vm.recorder.hidden
        self._module, self._node = vm.recorder.module, node
        self._file = file.replace(os.sep, "/")

    def _origins(self, data: Any, key: str) -> Origins:
        """The origin of some data, whose text must not be shown."""
        words = f"`{key}` in `{self._file}`" if key else f"`{self._file}`"
        self._hidden.scalars.setdefault(str(data), words)
        return (DocumentOrigin(self._module, self._node, words),)

    def convert(self, data: Any, key: str, depth: int) -> Value:
        """The value at a path of keys in some data."""
        self._left -= 1
        if self._left < 0 or depth > MAX_DEPTH:
            return Unknown("the file is too large")
        if isinstance(data, dict):
            plain = {key: item for key, item in data.items() if isinstance(key, str | int | float) and is_short(key)}
            rows = {name: self.convert(item, _below(key, name), depth + 1) for name, item in plain.items()}
            found = DictValue(rows, None, self._role)
            for name in plain:
                found.origins = self._origins(name, key)
            return found
        if isinstance(data, list):
            return ListValue(tuple(self.convert(item, f"{key}[{index}]", depth + 1) for index, item in enumerate(data)))
        if data is None or isinstance(data, bool):
            return Constant(data, (), self._assumed)
        if self._role is Role.CONFIGURATION and isinstance(data, str) and ("${" in data or data == "???"):
            return Unknown("it refers to another value")
        if isinstance(data, str | int | float) and is_short(data):
            return Constant(data, self._origins(data, key), self._assumed)
        return Unknown("no plain value")


def is_short(data: object) -> bool:
    """Whether it is not a number too long to print. YAML and TOML allow hexadecimal ones of any length."""
    return not isinstance(data, int) or data.bit_length() <= MAX_BITS


def _below(key: str, name: object) -> str:
    """A path of keys with one more; long or unusual keys are shortened, for messages."""
    shown = "".join(character if character.isprintable() and character != "`" else "?" for character in str(name)[:40])
    return f"{key}.{shown}" if key else shown
