"""Methods of pathlib paths."""

from __future__ import annotations

import libcst as cst

from sm_lint.flow.domain import paths
from sm_lint.flow.domain.lattice import lift
from sm_lint.flow.domain.text import literal_str
from sm_lint.flow.domain.values import NONE, UNKNOWN, Arguments, Literal, Opaque, PathValue, Sequence, Text, Value
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.models.files import open_file

_PROBES = frozenset(["exists", "is_file", "is_dir", "is_symlink", "stat", "lstat", "is_mount", "samefile"])
_READS = {"read_text": "str", "read_bytes": "bytes"}
_EVERYTHING = frozenset(("*", "**", "**/*", "*.*"))
_PURE = frozenset(
    ["as_posix", "as_uri", "is_absolute", "is_relative_to", "match", "is_reserved", "__str__", "__fspath__"]
)


def path_method(run: Machine, path: PathValue, name: str, arguments: Arguments, node: cst.CSTNode) -> Value | None:
    """A method of pathlib.Path; None for a name that it does not have."""
    via = f"pathlib.Path.{name}"
    record = run.recorder.path
    cwd = run.cwd()
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
        return open_file(run, path, arguments.get(0, "mode"), node, via)
    if name == "mkdir":
        record("write", path, node, via, creates=True, directory=True, cwd=cwd)
        return NONE
    if name in ("unlink", "rmdir"):
        record("delete", path, node, via, cwd=cwd)
        return NONE
    if name in ("glob", "rglob", "iterdir", "walk"):
        return _listing(run, path, name, arguments, node, via)
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


def _listing(run: Machine, path: PathValue, name: str, arguments: Arguments, node: cst.CSTNode, via: str) -> Value:
    run.recorder.path("read", path, node, via, directory=True, cwd=run.cwd())
    if name == "iterdir":
        return Sequence((), paths.pure(paths.child(path, None)), "generator")
    if name == "walk":
        return Sequence(
            (), Sequence((paths.pure(paths.child(path, None)), UNKNOWN, UNKNOWN), None, "tuple"), "generator"
        )
    pattern = arguments.get(0, "pattern")
    if pattern is None or literal_str(pattern) is None:
        return Sequence((), paths.pure(paths.child(path, None)), "generator")
    below = paths.join_paths(path, [Literal("**"), pattern] if name == "rglob" else [pattern])
    found = paths.pure(paths.glob_pattern(below))
    if literal_str(pattern) not in _EVERYTHING:  # that is what reading the directory says already
        run.recorder.path("read", found, node, via, cwd=run.cwd())
    return Sequence((), found, "generator")


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
    return Opaque(f"pathlib.Path.{name}") if name == "readlink" else None


def _relative(path: PathValue, base: Value | None) -> Literal | Text:
    prefix = paths.plain(base) if base is not None else None
    text = path.text
    if isinstance(prefix, Literal) and isinstance(text, Literal) and text.value.startswith(prefix.value):
        return Literal(text.value[len(prefix.value) :].lstrip("/") or ".", text.origins, text.assumed)
    return Text((None,))


def as_path(value: Value) -> Value:
    """`Path(value)`."""
    return lift(lambda option: option if isinstance(option, PathValue) else paths.pure(paths.plain(option)), value)
