"""Which functions can touch anything at all: of those that nothing calls, the others need not be run.

Most of what nothing calls computes something, and running it costs as much as running what does matter. Its names tell:
a function that mentions no call of the library that reads, writes or asks, nothing imported from the project, no path, and
no function that does, leaves no fact behind.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from functools import cache

import libcst as cst

from sm_lint.flow.builtin_calls import FUNCTIONS as CALLS
from sm_lint.flow.builtin_os import FUNCTIONS as OS
from sm_lint.flow.builtin_shell import FUNCTIONS as SHELL
from sm_lint.flow.joining import parts
from sm_lint.flow.machine import Machine
from sm_lint.flow.text import has_slash
from sm_lint.flow.values import (
    Choice,
    ClassValue,
    External,
    Function,
    Literal,
    Mapping,
    Opaque,
    Sequence,
    Text,
    Unknown,
    Value,
)

# Names that say nothing of what is called by them: everything has them.
_COMMON = frozenset(
    name for kind in (builtins, str, bytes, dict, list, set) for name in dir(kind) if not name.startswith("__")
) - {"open", "exec", "eval", "exit", "quit"}  # fmt: skip
_ALWAYS = frozenset(("environ", "argv", "open", "exec", "eval", "exit", "add_argument", "parse_args", "__import__"))
_PATHS_ALONE = frozenset(
    f"os.path.{name}"
    for name in ("join", "dirname", "basename", "split", "splitext", "abspath", "normpath", "isabs", "relpath")
)
_PATH_METHODS = frozenset(("iterdir", "rglob", "walk", "touch", "unlink", "read_text", "write_text", "write_bytes"))
MAX_NESTING = 3  # of collections at module level that are looked into; a list may hold itself


@cache
def _telling(touching: frozenset[str]) -> frozenset[str]:
    """Words that calls of the library cannot do without: the last of a name, the last two where that one is common."""
    found = set(_ALWAYS | _PATH_METHODS)
    for name in (*touching, *((OS.keys() | CALLS.keys() | SHELL.keys()) - _PATHS_ALONE)):
        words = name.split(".")
        if words[-1] not in _COMMON:
            found.add(words[-1])
        elif len(words) > 1:
            found.add(".".join(words[-2:]))
    return frozenset(found)


def idle(run: Machine) -> frozenset[int]:
    """Ids of the nodes of functions of the entry script that can touch nothing."""
    left = {
        id(function.node): (function, frozenset(_mentioned(run, function.node)))
        for function in run.defined
        if function.scope.module is run.entry and id(function.node) not in run.called
    }
    busy = set(_telling(run.library.touching))
    busy.update(name for name, value in run.frames[0].scope.names.items() if _may_touch(run, value))
    grown = True
    while grown:
        grown = False
        for key, (function, words) in list(left.items()):
            if not words.isdisjoint(busy):
                del left[key]
                busy.add(function.name)
                if isinstance(function.owner, ClassValue):
                    busy.add(function.owner.name)
                grown = True
    return frozenset(left)


def _mentioned(run: Machine, node: cst.CSTNode) -> Iterator[str]:
    """Names in a function; an import, or a text that may be a path, counts as `open`."""
    alone: set[int] = set()
    for part in run.entry.order.below(node):
        if type(part) is cst.Name:
            yield part.value
        elif type(part) is cst.Attribute:
            if type(part.value) is cst.Name:
                yield f"{part.value.value}.{part.attr.value}"
        elif type(part) is cst.Expr:
            alone.add(id(part.value))
        elif type(part) is cst.SimpleString or type(part) is cst.FormattedStringText:
            if "/" in part.value and id(part) not in alone:
                yield "open"
        elif type(part) is cst.Import or type(part) is cst.ImportFrom:
            yield "open"


def _may_touch(run: Machine, value: Value, depth: int = 0) -> bool:
    """May something at module level be a path, the environment, or of another module of the project?"""
    if isinstance(value, Literal | Text):
        return has_slash(value)
    if isinstance(value, Unknown | Opaque):
        return False
    if isinstance(value, External):
        words = value.name.split(".")
        return not _telling(run.library.touching).isdisjoint((words[-1], ".".join(words[-2:])))
    if isinstance(value, Function | ClassValue):
        return value.scope.module is not run.entry or id(value.node) in run.called
    if isinstance(value, Choice | Sequence | Mapping):
        return depth > MAX_NESTING or any(_may_touch(run, part, depth + 1) for part in parts(value))
    return True
