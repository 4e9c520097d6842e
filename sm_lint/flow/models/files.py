"""open() and similar functions: the mode determines whether a file is read or written."""

from __future__ import annotations

import libcst as cst

from sm_lint.flow.domain.lattice import options
from sm_lint.flow.domain.provenance import FILE
from sm_lint.flow.domain.values import Arguments, Constant, Opaque, Value
from sm_lint.flow.machine.machine import Machine


def modes(mode: Value | None) -> tuple[bool, bool]:
    """Whether a mode reads what was there, and whether it writes. An unknown mode may do either.

    ``w+``, ``x+`` and ``a+`` make a file that is not there; what they read back is the script's own.
    """
    if mode is None:
        return True, False
    reads = writes = False
    for option in options(mode):
        text = option.value if isinstance(option, Constant) and isinstance(option.value, str) else None
        if text is None:
            return True, True
        plain = text.split(":")[0].split("|")[0]
        reads = reads or "r" in plain or not plain.strip("bt*+")
        writes = writes or any(letter in plain for letter in "wax+")
    return reads, writes


def open_file(vm: Machine, path: Value, mode: Value | None, node: cst.CSTNode, via: str) -> Value:
    """Record the opening of a file; the result is a file handle."""
    reads, writes = modes(mode)
    unsure = mode is not None and not all(isinstance(o, Constant) and isinstance(o.value, str) for o in options(mode))
    with vm.recorder.maybe(unsure):
        if reads:
            vm.recorder.path("read", path, node, via, cwd=vm.cwd())
        if writes:
            vm.recorder.path("write", path, node, via, cwd=vm.cwd())
    handle = Opaque(FILE)
    handle.attributes["name"] = path
    if mode is not None:
        handle.attributes["mode"] = mode
    return handle


def open_semantics(vm: Machine, arguments: Arguments, node: cst.CSTNode, via: str, default: str = "r") -> Value:
    """`open(path, mode)` under any name."""
    path = arguments.get(0, "file") or arguments.get(None, "name") or arguments.get(None, "filename")
    if path is None or (isinstance(path, Opaque) and path.type is FILE):
        handle = arguments.get(2, "fileobj")
        return handle if handle is not None else Opaque(FILE)
    return open_file(vm, path, arguments.get(1, "mode") or Constant(default), node, via)
