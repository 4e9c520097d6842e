"""Methods of pathlib paths."""

from __future__ import annotations

import libcst as cst

from sm_lint.flow.domain import paths
from sm_lint.flow.domain.lattice import lift
from sm_lint.flow.domain.provenance import Named
from sm_lint.flow.domain.text import literal_str
from sm_lint.flow.domain.values import NONE, UNKNOWN, Arguments, Constant, ListValue, Opaque, PathValue, Text, Value
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.models.files import open_file

_PROBES = frozenset(["exists", "is_file", "is_dir", "is_symlink", "stat", "lstat", "is_mount", "samefile"])
_READS = {"read_text": "str", "read_bytes": "bytes"}
_EVERYTHING = frozenset(("*", "**", "**/*", "*.*"))
_PURE = frozenset(
    ["as_posix", "as_uri", "is_absolute", "is_relative_to", "match", "is_reserved", "__str__", "__fspath__"]
)


def path_method(vm: Machine, path: PathValue, name: str, arguments: Arguments, node: cst.CSTNode) -> Value | None:
    """A method of pathlib.Path; None if it has no such method."""
    via = f"pathlib.Path.{name}"
    record = vm.recorder.path
    cwd = vm.cwd()
    if name in _PROBES:
        record("probe", path, node, via, cwd=cwd)
        return UNKNOWN
    if name in _READS:
        record("read", path, node, via, cwd=cwd)
        return Text((None,))
    if name in ("write_text", "write_bytes"):
        record("write", path, node, via, cwd=cwd)
        return UNKNOWN
    if name == "touch":
        record("write", path, node, via, cwd=cwd)
        return NONE
    if name == "open":
        return open_file(vm, path, arguments.get(0, "mode"), node, via)
    if name == "mkdir":
        record("write", path, node, via, creates=True, directory=True, cwd=cwd)
        return NONE
    if name in ("unlink", "rmdir"):
        record("delete", path, node, via, cwd=cwd)
        return NONE
    if name in ("glob", "rglob", "iterdir", "walk"):
        return _listing(vm, path, name, arguments, node, via)
    if name in ("rename", "replace"):
        target = as_path(arguments.get(0, "target") or UNKNOWN)
        record("read", path, node, via, cwd=cwd)
        record("delete", path, node, via, cwd=cwd)
        record("write", target, node, via, cwd=cwd)
        return target
    if name in ("symlink_to", "hardlink_to", "link_to"):
        record("write", path, node, via, cwd=cwd)
        return NONE
    return _derived(path, name, arguments)


def _listing(vm: Machine, path: PathValue, name: str, arguments: Arguments, node: cst.CSTNode, via: str) -> Value:
    vm.recorder.path("read", path, node, via, directory=True, cwd=vm.cwd())
    if name == "iterdir":
        return ListValue((), paths.pure(paths.child(path, None)), "generator")
    if name == "walk":
        return ListValue(
            (), ListValue((paths.pure(paths.child(path, None)), UNKNOWN, UNKNOWN), None, "tuple"), "generator"
        )
    pattern = arguments.get(0, "pattern")
    if pattern is None or literal_str(pattern) is None:
        return ListValue((), paths.pure(paths.child(path, None)), "generator")
    below = paths.join_paths(path, [Constant("**"), pattern] if name == "rglob" else [pattern])
    found = paths.pure(paths.glob_pattern(below))
    if literal_str(pattern) not in _EVERYTHING:  # reading the directory implies it
        vm.recorder.path("read", found, node, via, cwd=vm.cwd())
    return ListValue((), found, "generator")


def _derived(path: PathValue, name: str, arguments: Arguments) -> Value | None:
    first = arguments.get(0)
    if name in ("resolve", "absolute", "expanduser"):
        return PathValue(paths.normalize(path))
    if name == "joinpath":
        return lift(lambda *parts: paths.pure(paths.join_paths(path, parts)), *arguments.positional)
    if name == "with_name" and first is not None:
        return lift(lambda new: paths.with_name(path, new), first)
    if name == "with_suffix" and first is not None:
        return lift(lambda new: paths.with_suffix(path, new), first)
    if name == "with_stem":
        return paths.with_name(path, Text((None,)))
    if name == "relative_to":
        return PathValue(_relative(path, first))
    if name in ("as_posix", "__str__", "__fspath__"):
        return path.text
    if name in _PURE or name in ("owner", "group", "chmod"):
        return UNKNOWN
    return Opaque(Named(f"pathlib.Path.{name}")) if name == "readlink" else None


def _relative(path: PathValue, base: Value | None) -> Constant | Text:
    prefix = paths.plain(base) if base is not None else None
    text = path.text
    if isinstance(prefix, Constant) and isinstance(text, Constant) and text.value.startswith(prefix.value):
        return Constant(text.value[len(prefix.value) :].lstrip("/") or ".", text.origins, text.assumed)
    return Text((None,))


def as_path(value: Value) -> Value:
    """`Path(value)`."""
    return lift(lambda option: option if isinstance(option, PathValue) else paths.pure(paths.plain(option)), value)
