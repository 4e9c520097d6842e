"""Configurations whose keys are attributes as well: those of OmegaConf, and the one that Hydra composes and hands to a function."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from sm_lint.flow.domain.lattice import lift
from sm_lint.flow.domain.project import Function
from sm_lint.flow.domain.provenance import Role
from sm_lint.flow.domain.text import literal_str
from sm_lint.flow.domain.values import (
    UNKNOWN,
    Alternatives,
    Arguments,
    Constant,
    DictValue,
    ListValue,
    Text,
    Unknown,
    Value,
)
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.models.config import document

Semantic = Callable[[Machine, Arguments, cst.CSTNode], Value]
MAX_GROUPS = 16
MAX_LAYERS = 20

_YAML = "yaml.safe_load"


def _load(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`OmegaConf.load(path)`."""
    path = arguments.get(0, "file_")
    found = document(vm, _YAML, path, node, Role.CONFIGURATION) if path is not None else None
    return found if found is not None else DictValue({}, UNKNOWN, Role.CONFIGURATION)


def _create(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`OmegaConf.create({...})`, `EasyDict({...})`."""
    given = arguments.get(0, "obj")
    if given is None:
        return DictValue(dict(arguments.keywords), UNKNOWN if arguments.open else None, Role.CONFIGURATION)
    return lift(lambda option: _configuration(option, 0), given)


def _configuration(value: Value, depth: int) -> Value:
    """A mapping, and those in it, as a configuration of its own."""
    if depth > MAX_LAYERS:
        return UNKNOWN
    if isinstance(value, DictValue):
        rows = {key: _configuration(item, depth + 1) for key, item in value.entries.items()}
        return DictValue(rows, value.rest, Role.CONFIGURATION)
    if isinstance(value, ListValue):
        return ListValue(tuple(_configuration(item, depth + 1) for item in value.items), value.rest, value.kind)
    return value


def _container(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`OmegaConf.to_container(cfg)`."""
    return arguments.get(0, "cfg") or UNKNOWN


def _merge(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`OmegaConf.merge(first, second)`: the later wins, mapping by mapping."""
    merged: Value = DictValue({}, None, Role.CONFIGURATION)
    for given in arguments.positional:
        merged = merged_with(merged, given, 0)
    return merged if not arguments.open else UNKNOWN


def merged_with(first: Value, then: Value, depth: int) -> Value:
    """A configuration with another one on top of it."""
    if isinstance(first, Alternatives) or isinstance(then, Alternatives):
        return lift(lambda one, other: merged_with(one, other, depth), first, then)
    if depth > MAX_LAYERS or not isinstance(first, DictValue):
        return then
    if not isinstance(then, DictValue):
        return then if isinstance(then, Constant | Text | ListValue) else UNKNOWN
    if then.rest is not None:  # any key may be replaced by what is not known
        return DictValue({}, UNKNOWN, Role.CONFIGURATION)
    rows = dict(first.entries.items())
    for key, value in then.entries.items():
        rows[key] = merged_with(rows[key], value, depth + 1) if key in rows else value
    return DictValue(rows, first.rest, Role.CONFIGURATION)


def _command_line(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`OmegaConf.from_cli()`: what it holds is in the hands of who starts the script."""
    return DictValue({}, UNKNOWN, Role.CONFIGURATION)


def hydra_configuration(vm: Machine, function: Function) -> Value:
    """What `@hydra.main(config_path=..., config_name=...)` hands to its function: the primary file with its groups.

    The job may replace each value on the command line, so that they are assumed.
    """
    call = next((call for call in _decorating(function) if _is_main(vm, call)), None)
    if call is None:
        return UNKNOWN
    given = {arg.keyword.value: vm.evaluate(arg.value) for arg in call.args if arg.keyword is not None}
    positional = [vm.evaluate(arg.value) for arg in call.args if arg.keyword is None and not arg.star]
    folder, name = (
        literal_str(given.get(key, positional[index] if index < len(positional) else None))
        for index, key in enumerate(("config_path", "config_name"))
    )
    if name is None:
        return DictValue({}, UNKNOWN, Role.CONFIGURATION)
    prefix = f"{folder.rstrip('/')}/" if folder and folder != "." else ""
    return _composed(vm, prefix, name, call)


def _decorating(function: Function) -> list[cst.Call]:
    if not isinstance(function.node, cst.FunctionDef):
        return []
    rows = [decorator.decorator for decorator in function.node.decorators]
    return [row for row in rows if isinstance(row, cst.Call)]


def _is_main(vm: Machine, call: cst.Call) -> bool:
    return getattr(vm.evaluate(call.func), "name", "") == "hydra.main"


def _composed(vm: Machine, prefix: str, name: str, node: cst.CSTNode) -> Value:
    """The primary file over the files of the groups in its list of defaults, or under them where `_self_` says so."""
    own = _file(vm, prefix + name, node)
    if not isinstance(own, DictValue):
        return DictValue({}, UNKNOWN, Role.CONFIGURATION)
    listed = own.entries.pop("defaults", None)
    if listed is None:
        return own
    rows = listed.items if isinstance(listed, ListValue) and listed.rest is None else None
    if rows is None or len(rows) > MAX_GROUPS:
        return DictValue({}, UNKNOWN, Role.CONFIGURATION)
    layers: list[Value] = []
    placed = False
    for row in rows:
        if literal_str(row) == "_self_":
            layers.append(own)
            placed = True
        else:
            layers.append(_group(vm, prefix, row, node))
    if not placed:
        layers.append(own)
    merged = layers[0]
    for layer in layers[1:]:
        merged = merged_with(merged, layer, 0)
    return merged


def _group(vm: Machine, prefix: str, row: Value, node: cst.CSTNode) -> Value:
    """One entry of the list of defaults: `group: option`, or the name of another file."""
    plain = literal_str(row)
    if plain is not None and plain.replace("_", "").isalnum():
        found = _file(vm, prefix + plain, node)
        nested = isinstance(found, DictValue) and "defaults" in found.entries
        return found if isinstance(found, DictValue) and not nested else DictValue({}, UNKNOWN, Role.CONFIGURATION)
    if isinstance(row, DictValue) and len(row.entries) == 1:
        (group, option), *_ = row.entries.items()
        chosen = literal_str(option)
        if isinstance(group, str) and group.isidentifier() and chosen is not None:
            found = _file(vm, f"{prefix}{group}/{chosen}", node)
            if isinstance(found, DictValue) and "defaults" not in found.entries:
                return DictValue({group: found}, None, Role.CONFIGURATION)
        if isinstance(group, str) and group.isidentifier():
            return DictValue({group: Unknown("its file is not known")}, None, Role.CONFIGURATION)
        if isinstance(group, str) and group.startswith("override hydra/"):
            return DictValue({}, None, Role.CONFIGURATION)
    return DictValue({}, UNKNOWN, Role.CONFIGURATION)


def _file(vm: Machine, name: str, node: cst.CSTNode) -> Value | None:
    written = name if name.endswith((".yaml", ".yml")) else f"{name}.yaml"
    return document(vm, _YAML, Text((None, "/" + written)), node, Role.CONFIGURATION, exact=True)


FUNCTIONS: dict[str, Semantic] = {
    "omegaconf.OmegaConf.load": _load,
    "omegaconf.OmegaConf.create": _create,
    "omegaconf.OmegaConf.merge": _merge,
    "omegaconf.OmegaConf.from_cli": _command_line,
    "omegaconf.OmegaConf.to_container": _container,
    "omegaconf.OmegaConf.to_object": _container,
    "easydict.EasyDict": _create,
    "munch.munchify": _create,
    "box.Box": _create,
    "ml_collections.ConfigDict": _create,
}
